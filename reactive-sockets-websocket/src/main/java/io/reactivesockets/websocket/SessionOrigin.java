package io.reactivesockets.websocket;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketInformation;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a session comes from.
 *
 * @param handshake what was agreed on
 * @param socket the connection below, where it is one of ours and this session's alone
 * @param connection tells of the connection below, where it is one of ours
 */
record SessionOrigin(
    WebSocketHandshake handshake,
    Optional<StreamSocket> socket,
    Supplier<Optional<StreamSocketInformation>> connection) {

  static SessionOrigin of(WebSocketHandshake handshake) {
    return new SessionOrigin(handshake, Optional.empty(), Optional::empty);
  }
}
