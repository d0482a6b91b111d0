package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.HttpTokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Headers that an application adds to an opening handshake: checked, in order, and with secrets
 * hidden from {@link #toString()}.
 *
 * @param entries names in lower case and values
 */
record HeaderList(List<Entry> entries) {

  static final HeaderList NONE = new HeaderList(List.of());

  /** What the handshake sets itself, or what would make another request of it. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "host",
          "sec-websocket-accept",
          "sec-websocket-extensions",
          "sec-websocket-key",
          "sec-websocket-protocol",
          "sec-websocket-version",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Set<String> SECRET =
      Set.of("authorization", "cookie", "proxy-authorization", "set-cookie");

  record Entry(String name, String value) {

    @Override
    public String toString() {
      return name + ": " + (SECRET.contains(name) ? "***" : value);
    }
  }

  HeaderList plus(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!HttpTokens.isToken(name)) {
      throw new IllegalArgumentException(
          "name: \"" + name + "\" (expected: a token of RFC 9110, such as X-Request-Id)");
    }
    if (RESERVED.contains(lower)) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: a header that the handshake does not set itself)");
    }
    if (!isFieldValue(value)) {
      throw new IllegalArgumentException(
          "value of "
              + name
              + ": has a character that no header may have (expected: visible"
              + " characters, spaces and tabs)");
    }
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(lower, value));
    return new HeaderList(List.copyOf(more));
  }

  private static boolean isFieldValue(String value) {
    return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xFF && c != 0x7F));
  }

  Map<String, List<String>> toMap() {
    Map<String, List<String>> map = new TreeMap<>();
    for (Entry entry : entries) {
      map.computeIfAbsent(entry.name, name -> new ArrayList<>()).add(entry.value);
    }
    Map<String, List<String>> copy = new LinkedHashMap<>();
    map.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return Collections.unmodifiableMap(copy);
  }

  /** Returns the headers that may be shown to another server than the one they were meant for. */
  HeaderList withoutSecrets() {
    return new HeaderList(entries.stream().filter(entry -> !SECRET.contains(entry.name)).toList());
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
