package io.reactivesockets.websocket;

import io.reactivesockets.channel.Handover;
import java.net.URI;
import java.nio.ByteBuffer;
import reactor.core.publisher.Mono;

/** The client's end of a WebSocket for a stream of bytes. */
public final class StreamWebSocket extends AnyStreamWebSocket {

  private final StreamWebSocketControl control;

  StreamWebSocket(Session<ByteBuffer> session, StreamWebSocketControl control) {
    super(session);
    this.control = control;
  }

  /**
   * Connects to a server with the default control.
   *
   * @param uri an absolute URI of scheme {@code ws} or {@code wss}
   * @return cold; see {@link #connect(URI, StreamWebSocketControl)}
   * @throws IllegalArgumentException if the URI is not one of a WebSocket
   */
  public static Mono<StreamWebSocket> connect(URI uri) {
    return connect(uri, StreamWebSocketControl.defaults());
  }

  /**
   * Connects to a server: connects a {@link io.reactivesockets.stream.StreamSocket}, protected by
   * TLS for {@code wss}, and does the opening handshake (RFC 6455 section 4.1).
   *
   * <p>A server that answers other than 101 fails it with {@code UPGRADE_REFUSED} and an {@link
   * UpgradeRefusedException} as the cause, which has status, headers and body. Cancelling abandons
   * the attempt and leaves nothing behind.
   *
   * @param uri an absolute URI of scheme {@code ws} or {@code wss}, without user and fragment
   * @param control what is asked of the WebSocket and its connection
   * @return cold; each subscription opens a new WebSocket and emits it open, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException}
   * @throws IllegalArgumentException if the URI is not one of a WebSocket
   */
  public static Mono<StreamWebSocket> connect(URI uri, StreamWebSocketControl control) {
    return Handover.of(
        new ClientOpening<>(
                control, deflate -> SessionPlan.bytes(control, true, deflate), Delivery.BYTES)
            .open(uri)
            .map(session -> new StreamWebSocket(session, control)),
        unwanted -> unwanted.session().cut().subscribe());
  }

  /**
   * Goes on with a WebSocket that was detached, with the limits that it had and defaults else.
   *
   * @param detached the WebSocket; this one owns it from now on
   * @return cold; see {@link #adopt(DetachedWebSocket, StreamWebSocketControl)}
   */
  public static Mono<StreamWebSocket> adopt(DetachedWebSocket detached) {
    return adopt(detached, detached.session().limitsIn(StreamWebSocketControl.builder()).build());
  }

  /**
   * Goes on with a WebSocket that was detached, in this process or in another one: what was
   * received and not taken comes first, messages under way and a close not answered go on.
   *
   * @param detached the WebSocket; this one owns it from now on
   * @param control its limits from now on; what was agreed on in the opening handshake stays
   * @return cold, for one subscription; emits the open WebSocket, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException}: {@code INVALID_ARGUMENT} if it is of
   *     another kind, or in the middle of a message of another receive mode, else as {@link
   *     io.reactivesockets.stream.StreamSocket#adopt(io.reactivesockets.descriptor.DetachedSocket)}
   */
  public static Mono<StreamWebSocket> adopt(
      DetachedWebSocket detached, StreamWebSocketControl control) {
    return Handover.of(
        Adopting.of(
                detached,
                control.socket(),
                deflate -> SessionPlan.bytes(control, true, deflate),
                Delivery.BYTES)
            .map(session -> new StreamWebSocket(session, control)),
        unwanted -> unwanted.session().cut().subscribe());
  }

  @Override
  public StreamWebSocketControl control() {
    return control;
  }
}
