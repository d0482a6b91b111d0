package io.reactivesockets.websocket;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Header fields as our types show them. */
final class HttpFields {

  /** What most requests have in common, so that it need not be held for each WebSocket anew. */
  private static final Map<String, String> COMMON =
      Stream.of(
              "accept-encoding",
              "accept-language",
              "cache-control",
              "connection",
              "cookie",
              "gzip, deflate, br, zstd",
              "host",
              "keep-alive, Upgrade",
              "no-cache",
              "origin",
              "permessage-deflate",
              "permessage-deflate; client_max_window_bits",
              "pragma",
              "sec-websocket-accept",
              "sec-websocket-extensions",
              "sec-websocket-key",
              "sec-websocket-protocol",
              "sec-websocket-version",
              "upgrade",
              "Upgrade",
              "user-agent",
              "websocket",
              "13")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));

  private HttpFields() {}

  /** Returns the values by name in lower case, in the order of their arrival. */
  static Map<String, List<String>> toMap(HttpHeaders headers) {
    Map<String, List<String>> map = new HashMap<>();
    for (Map.Entry<String, String> entry : headers) {
      String name = common(entry.getKey().toLowerCase(Locale.ROOT));
      map.computeIfAbsent(name, unused -> new ArrayList<>()).add(common(entry.getValue()));
    }
    return map;
  }

  private static String common(String text) {
    return COMMON.getOrDefault(text, text);
  }
}
