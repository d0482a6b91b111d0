package io.reactivesockets.websocket;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Who we are for a server: makes the value of the Authorization header of an opening handshake.
 *
 * <p>The ready-made ones tell it at once; another one may wait for the server's challenge, ask a
 * token service, or compute an answer.
 */
@FunctionalInterface
public interface WebSocketCredentials {

  /**
   * Returns the value of the Authorization header.
   *
   * <p>Called before the first request, without a challenge, and again when the server has answered
   * 401: then an empty Mono, or the same value again, gives up.
   *
   * @param server the URI connected to; credentials are not asked for another origin
   * @param challenge the server's refusal, whose WWW-Authenticate headers say what it wants; empty
   *     before the first request
   * @return cold; the value, or nothing to send no such header
   */
  Mono<String> authorize(URI server, Optional<UpgradeRefusedException> challenge);

  /**
   * Returns credentials of the Basic scheme (RFC 7617), told at once; use {@code wss}, for they are
   * not encrypted.
   *
   * @param user the name, without a colon
   * @param password the password
   * @return the credentials, which do not show themselves in {@code toString}
   * @throws IllegalArgumentException if the name has a colon
   */
  static WebSocketCredentials basic(String user, String password) {
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("user: has a colon (expected: a name without one)");
    }
    byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
    return new FixedCredentials("Basic", Base64.getEncoder().encodeToString(pair));
  }

  /**
   * Returns credentials of the Bearer scheme (RFC 6750), told at once.
   *
   * @param token the token
   * @return the credentials, which do not show themselves in {@code toString}
   * @throws IllegalArgumentException if the token has characters that no header may have
   */
  static WebSocketCredentials bearer(String token) {
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new IllegalArgumentException("token: has a space or other (expected: visible ASCII)");
    }
    return new FixedCredentials("Bearer", token);
  }
}
