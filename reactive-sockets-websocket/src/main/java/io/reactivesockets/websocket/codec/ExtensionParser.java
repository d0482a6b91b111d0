package io.reactivesockets.websocket.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a Sec-WebSocket-Extensions header to the letter of RFC 6455 section 9.1.
 *
 * <pre>
 * list      = 1#extension
 * extension = token *( ";" parameter )
 * parameter = token [ "=" ( token | quoted-string holding a token ) ]
 * </pre>
 */
final class ExtensionParser {

  /** No honest header offers more; a list of thousands is an attempt to keep us busy. */
  private static final int MAX_EXTENSIONS = 32;

  private final String header;
  private int position;

  private ExtensionParser(String header) {
    this.header = header;
  }

  /**
   * Returns the extensions in the order in which they stand.
   *
   * @throws IllegalArgumentException if the header does not follow the grammar
   */
  static List<Extension> parse(String header) {
    return new ExtensionParser(header).list();
  }

  private List<Extension> list() {
    List<Extension> extensions = new ArrayList<>();
    do {
      skipSpace();
      if (position < header.length() && header.charAt(position) != ',') {
        extensions.add(extension());
      }
      skipSpace();
    } while (skip(','));
    if (position < header.length()) {
      throw malformed("unexpected character");
    }
    if (extensions.isEmpty() || extensions.size() > MAX_EXTENSIONS) {
      throw malformed(extensions.size() + " extensions (expected: 1.." + MAX_EXTENSIONS + ")");
    }
    return extensions;
  }

  private Extension extension() {
    String name = token();
    List<Extension.Parameter> parameters = new ArrayList<>();
    skipSpace();
    while (skip(';')) {
      skipSpace();
      parameters.add(parameter());
      skipSpace();
    }
    return new Extension(name, parameters);
  }

  private Extension.Parameter parameter() {
    String name = token();
    skipSpace();
    if (!skip('=')) {
      return new Extension.Parameter(name, Optional.empty());
    }
    skipSpace();
    return new Extension.Parameter(name, Optional.of(skip('"') ? quoted() : token()));
  }

  private String token() {
    int from = position;
    while (position < header.length() && HttpTokens.isTokenChar(header.charAt(position))) {
      position++;
    }
    if (position == from) {
      throw malformed("token missing");
    }
    return header.substring(from, position);
  }

  /** Reads the rest of a quoted string, which must hold a token once its escapes are undone. */
  private String quoted() {
    StringBuilder value = new StringBuilder();
    while (!skip('"')) {
      skip('\\');
      if (position == header.length()) {
        throw malformed("quoted string without an end");
      }
      value.append(header.charAt(position++));
    }
    if (!HttpTokens.isToken(value)) {
      throw malformed("quoted value is not a token");
    }
    return value.toString();
  }

  private boolean skip(char expected) {
    if (position < header.length() && header.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (position < header.length() && (skip(' ') || skip('\t'))) {
      // Every one of them.
    }
  }

  private IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException(
        "Sec-WebSocket-Extensions: " + why + " at position " + position);
  }
}
