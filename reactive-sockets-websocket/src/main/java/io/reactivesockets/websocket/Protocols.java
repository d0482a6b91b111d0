package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.HttpTokens;
import java.util.HashSet;
import java.util.List;

/** Names of sub-protocols (RFC 6455 section 4.1). */
final class Protocols {

  private Protocols() {}

  static List<String> check(List<String> protocols) {
    List<String> copy = List.copyOf(protocols);
    for (String protocol : copy) {
      if (!HttpTokens.isToken(protocol)) {
        throw new IllegalArgumentException(
            "supportedProtocols: \"" + protocol + "\" (expected: a token of RFC 9110)");
      }
    }
    if (new HashSet<>(copy).size() < copy.size()) {
      throw new IllegalArgumentException(
          "supportedProtocols: " + copy + " (expected: each name once)");
    }
    return copy;
  }
}
