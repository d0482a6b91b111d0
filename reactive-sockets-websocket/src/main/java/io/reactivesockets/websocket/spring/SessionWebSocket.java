package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The server's end of a WebSocket for messages, whatever server WebFlux runs on.
 *
 * <p>On Reactor Netty it stands on a {@link ServerMessageWebSocket}, which {@link #socket()} gives.
 * On other servers it stands on their session, and only what the session can do is there: whole
 * messages both ways. Parts of messages, pings and round trips, permessage-deflate as the control
 * asks for it, limits within a message, and byte-exact bounds of what waits to be sent are not.
 */
public sealed interface SessionWebSocket permits NettySessionWebSocket, OtherSessionWebSocket {

  /**
   * Returns Spring's session: its id, attributes, principal and handshake.
   *
   * @return the session; what is received here is not received there
   */
  WebSocketSession session();

  /**
   * Returns the socket below.
   *
   * @return the socket on Reactor Netty, empty on other servers
   */
  Optional<ServerMessageWebSocket> socket();

  /**
   * Emits the messages that arrive, as {@link ServerMessageWebSocket#frames()} does; on other
   * servers to one subscriber ever.
   *
   * @return the messages; fails on other servers with {@code FRAME_TOO_LONG}, after a close with
   *     1009, if one is larger than the control allows
   */
  Flux<Frame> frames();

  /**
   * Sends a message.
   *
   * @param frame what to send; on other servers not a part of a message
   * @return cold; completes when the kernel has taken it, on other servers when the session has
   */
  Mono<Void> send(Frame frame);

  /**
   * Sends the messages that a publisher emits; several sends take turns.
   *
   * @param frames what to send; on other servers no parts of messages
   * @return cold; completes when the kernel has taken the last, on other servers when the session
   *     has; fails with what the publisher fails with, or with {@link
   *     io.reactivesockets.error.SocketOperationException} if the WebSocket ends before
   */
  Mono<Void> send(Publisher<? extends Frame> frames);

  /**
   * Returns whether the WebSocket is open.
   *
   * @return {@code false} once the end has begun
   */
  boolean isOpen();

  /**
   * Closes with a code.
   *
   * @param code 1000 to 1003, 1007 to 1014, or 3000 to 4999
   * @param reason a text of at most 123 bytes of UTF-8, perhaps empty
   * @return cold; completes when the WebSocket is closed, on other servers when the close frame is
   *     on its way
   */
  Mono<Void> close(int code, String reason);

  /**
   * Tells how the WebSocket ended.
   *
   * @return emits the status once it has ended; 1006 if the connection was lost; on other servers
   *     perhaps nothing then
   */
  Mono<CloseStatus> closed();
}
