package io.reactivesockets.websocket;

import io.reactivesockets.channel.Handover;
import java.net.URI;
import reactor.core.publisher.Mono;

/** The client's end of a WebSocket for messages, text and binary. */
public final class MessageWebSocket extends AnyMessageWebSocket {

  private final MessageWebSocketControl control;

  MessageWebSocket(Session<Frame> session, MessageWebSocketControl control) {
    super(session);
    this.control = control;
  }

  /**
   * Connects to a server with the default control.
   *
   * @param uri an absolute URI of scheme {@code ws} or {@code wss}
   * @return cold; see {@link #connect(URI, MessageWebSocketControl)}
   * @throws IllegalArgumentException if the URI is not one of a WebSocket
   */
  public static Mono<MessageWebSocket> connect(URI uri) {
    return connect(uri, MessageWebSocketControl.defaults());
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
  public static Mono<MessageWebSocket> connect(URI uri, MessageWebSocketControl control) {
    return Handover.of(
        new ClientOpening<>(
                control,
                deflate -> SessionPlan.messages(control, control.receiveMode(), true, deflate),
                Delivery.FRAMES)
            .open(uri)
            .map(session -> new MessageWebSocket(session, control)),
        unwanted -> unwanted.session().cut().subscribe());
  }

  @Override
  public MessageWebSocketControl control() {
    return control;
  }

  @Override
  SocketMessageType messageType() {
    return control.messageType();
  }
}
