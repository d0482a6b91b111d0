package io.reactivesockets.websocket;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server answered the opening handshake with something other than 101: the cause of the {@link
 * io.reactivesockets.error.SocketOperationException} that a connect fails with.
 */
public final class UpgradeRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The HTTP status code of the response. */
  private final int statusCode;

  private final transient WebSocketHandshake handshake;

  /** The beginning of the body of the response. */
  private final byte[] body;

  UpgradeRefusedException(
      int statusCode, String uri, Map<String, List<String>> headers, byte[] body) {
    super("the server answered " + statusCode);
    this.statusCode = statusCode;
    this.handshake = new WebSocketHandshake(uri, headers, Optional.empty(), Optional.empty());
    this.body = body.clone();
  }

  /**
   * Returns the HTTP status code of the response.
   *
   * @return such as 401
   */
  public int statusCode() {
    return statusCode;
  }

  /**
   * Returns the headers of the response.
   *
   * @return names in lower case, values in the order of their arrival
   */
  public Map<String, List<String>> headers() {
    return handshake.headers();
  }

  /**
   * Returns the first value of a header of the response.
   *
   * @param name the header's name in any case
   * @return the value, empty if the response does not have the header
   */
  public Optional<String> header(String name) {
    return handshake.header(name);
  }

  /**
   * Returns the body of the response, as far as {@link ClientWebSocketControl#maxRefusalBytes()}
   * allows.
   *
   * @return a copy of the bytes, perhaps none
   */
  public byte[] body() {
    return body.clone();
  }

  /**
   * Returns the body as text.
   *
   * @return the body decoded as UTF-8
   */
  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
