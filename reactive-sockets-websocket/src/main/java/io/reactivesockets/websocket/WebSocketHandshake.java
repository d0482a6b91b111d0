package io.reactivesockets.websocket;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was said and agreed on in an opening handshake (RFC 6455 sections 1.3 and 4).
 *
 * @param requestUri what was asked for: on the client the URI connected to, on the server path and
 *     query
 * @param headers the peer's headers, on the client those of the response, on the server those of
 *     the request; names in lower case, values in the order of their arrival
 * @param protocol the sub-protocol chosen; empty if none was
 * @param extensions the extensions agreed on, as they stand in the response; empty if there are
 *     none
 */
public record WebSocketHandshake(
    String requestUri,
    Map<String, List<String>> headers,
    Optional<String> protocol,
    Optional<String> extensions) {

  /**
   * Copies the headers.
   *
   * @param requestUri what was asked for
   * @param headers the peer's headers
   * @param protocol the sub-protocol, if any
   * @param extensions the extensions, if any
   */
  public WebSocketHandshake {
    Map<String, List<String>> copy = new HashMap<>();
    headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = Map.copyOf(copy);
  }

  /**
   * Returns the first value of a header.
   *
   * @param name the header's name in any case
   * @return the value, empty if the peer did not send the header
   */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }
}
