package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import java.nio.ByteBuffer;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * An open WebSocket, whichever end and kind (RFC 6455).
 *
 * <p>Pings are answered, the peer's presence is watched and the closing handshake is done without
 * the application's help, and also while it is slow to receive. Signals come on the event loop of
 * the socket; methods may be called from any thread. Cancelling a subscription never closes a
 * WebSocket.
 */
public abstract sealed class WebSocket permits AnyMessageWebSocket, AnyStreamWebSocket {

  private static final int MAX_CONTROL_BYTES = 125;

  WebSocket() {}

  abstract Session<?> session();

  /**
   * Closes with an empty close frame, as {@link #close(int, String)} does with a code.
   *
   * @return cold; completes when the WebSocket is closed
   */
  public final Mono<Void> close() {
    return session().close(CloseStatus.NO_STATUS);
  }

  /**
   * Closes: sends what the sends under way have ready, then a close frame, waits for the peer's,
   * and sees TCP closed.
   *
   * <p>Sends whose publisher has nothing ready are aborted. Messages that arrive before the peer's
   * close frame are still delivered, as far as there is room for them.
   *
   * @param code 1000 to 1003, 1007 to 1014, or 3000 to 4999
   * @param reason a text of at most 123 bytes of UTF-8, perhaps empty
   * @return cold; completes when the WebSocket is closed, at once if it already is; fails with
   *     {@code OPERATION_TIMED_OUT} if the peer did not answer within {@link
   *     WebSocketControl#closeTimeout()} and the connection was cut. How it ended is told by {@link
   *     #closed()}.
   * @throws IllegalArgumentException if a close frame may not carry the code or the reason
   */
  public final Mono<Void> close(int code, String reason) {
    return session().close(new CloseStatus(code, reason).checkSendable());
  }

  /**
   * Tells how the WebSocket ended.
   *
   * @return emits once when it has ended, whatever the cause; never fails
   */
  public final Mono<WebSocketClosed> closed() {
    return session().closed();
  }

  /**
   * Returns whether neither end has begun to close.
   *
   * @return {@code false} once the end has begun
   */
  public final boolean isOpen() {
    return session().isOpen();
  }

  /**
   * Sends a ping and waits for the answer.
   *
   * @return cold; emits how long it took; fails with {@link
   *     io.reactivesockets.error.SocketOperationException} if the WebSocket ends before
   */
  public final Mono<Duration> ping() {
    return session().ping();
  }

  /**
   * Sends a pong that answers nothing: a one-way sign of life (RFC 6455 section 5.5.3).
   *
   * @param payload at most 125 bytes, from position to limit; copied
   * @return cold; completes when the pong is next in line; of several that wait the newest is sent;
   *     fails with {@link io.reactivesockets.error.SocketOperationException} if the WebSocket is
   *     closed
   * @throws IllegalArgumentException if the payload is longer
   */
  public final Mono<Void> pong(ByteBuffer payload) {
    Checks.inRange("bytes of payload", payload.remaining(), 0, MAX_CONTROL_BYTES);
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return session().sendPong(bytes);
  }

  /**
   * Sends an unsolicited pong (RFC 6455 section 5.5.3), which nobody answers.
   *
   * @return cold; completes when it stands before all data that waits to be sent; fails with {@link
   *     io.reactivesockets.error.SocketOperationException} if the WebSocket is closed or closing
   */
  public final Mono<Void> pong() {
    return session().sendPong(new byte[0]);
  }

  /**
   * Tells when there is something to receive that nobody has taken, or the end; takes nothing. So
   * an idle WebSocket can be watched and its messages left to whoever subscribes to them.
   *
   * @return emits {@code true} when a message waits, at once if one already does, {@code false}
   *     when only the end does; never fails
   */
  public final Mono<Boolean> readable() {
    return session().readable();
  }

  /**
   * Takes the WebSocket off its event loop, so that it can go on elsewhere; see {@link
   * #detach(Duration)}.
   *
   * @return cold; waits at most {@link WebSocketControl#closeTimeout()}
   */
  public final Mono<DetachedWebSocket> detach() {
    return detach(control().closeTimeout());
  }

  /**
   * Takes the WebSocket off its event loop, so that it can go on elsewhere: in another process, or
   * here by {@code adopt} of its class. The peer notices nothing.
   *
   * <p>Receives under way fail with {@code OPERATION_ABORTED}; what was not emitted goes along, and
   * so does a message of which only a part has arrived or was sent, and a close frame of the peer
   * that is not answered. Sends submitted before are waited for, and so is the end of a message
   * that arrives compressed; sends submitted later fail. In the end this object is closed, and the
   * connection is not.
   *
   * <p>If it fails the WebSocket stays open, and can be received from anew; cancelling does that,
   * too.
   *
   * @param timeout how long sends, or a compressed message, may take; more than zero
   * @return cold; emits the detached WebSocket, which somebody has to adopt or release; fails with
   *     {@code OPERATION_NOT_SUPPORTED} for {@code wss}, over HTTP/2, on a route of an HTTP server,
   *     on a transport without descriptors, and if a compressed message does not end in time;
   *     {@code OPERATION_TIMED_OUT} if sends are still under way; {@code ALREADY_CLOSED}; or {@code
   *     IN_USE}
   */
  public final Mono<DetachedWebSocket> detach(Duration timeout) {
    return session().detach(Checks.positive("timeout", timeout));
  }

  /**
   * Returns what is true now.
   *
   * @return a new snapshot
   */
  public final WebSocketInformation information() {
    return session().information();
  }

  /**
   * Returns what was agreed on when the WebSocket was opened.
   *
   * @return the opening handshake
   */
  public final WebSocketHandshake handshake() {
    return session().handshake();
  }

  /**
   * Returns what was asked of this WebSocket.
   *
   * @return the control it was opened with
   */
  public abstract WebSocketControl control();

  @Override
  public final String toString() {
    WebSocketInformation now = information();
    return getClass().getSimpleName()
        + "["
        + now.localAddress().map(Object::toString).orElse("")
        + ":"
        + now.localPort()
        + " - "
        + now.remoteAddress().map(Object::toString).orElse("")
        + ":"
        + now.remotePort()
        + (now.open() ? "]" : ", closed]");
  }
}
