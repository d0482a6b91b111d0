package io.reactivesockets.websocket;

import io.reactivesockets.channel.Handover;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.websocket.netty.WebSocketRoute;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * The server's end of a WebSocket for messages, text and binary.
 *
 * <p>It is made for each opening handshake that a {@link WebSocketListener}, or a route of a
 * Reactor Netty server, admits.
 */
public final class ServerMessageWebSocket extends AnyMessageWebSocket {

  private final ServerMessageWebSocketControl control;

  ServerMessageWebSocket(Session<Frame> session, ServerMessageWebSocketControl control) {
    super(session);
    this.control = control;
  }

  /**
   * Serves WebSockets on a route of a Reactor Netty {@code HttpServer}, with the default control.
   *
   * @param handler what to do with each; see {@link #route(ServerMessageWebSocketControl,
   *     Function)}
   * @return the handler for the route
   */
  public static WebSocketRoute route(
      Function<? super ServerMessageWebSocket, ? extends Publisher<Void>> handler) {
    return route(ServerMessageWebSocketControl.defaults(), handler);
  }

  /**
   * Serves WebSockets on a route of a Reactor Netty {@code HttpServer}.
   *
   * @param control whom to admit and what to hold them to
   * @param handler what to do with each, called on its event loop. When its publisher completes,
   *     the WebSocket is closed with 1000; when it fails while the WebSocket is open, with 1011,
   *     and the failure is logged. When the WebSocket ends first, the publisher is left to end by
   *     itself.
   * @return the handler for the route
   */
  public static WebSocketRoute route(
      ServerMessageWebSocketControl control,
      Function<? super ServerMessageWebSocket, ? extends Publisher<Void>> handler) {
    return new ServerRoute<>(
        control,
        opened ->
            new ServerMessageWebSocket(
                opened.session(
                    SessionPlan.messages(control, control.receiveMode(), false, opened.deflate()),
                    Delivery.FRAMES),
                control),
        handler);
  }

  /**
   * Goes on with a WebSocket that was detached, with the limits that it had and defaults else.
   *
   * @param detached the WebSocket; this one owns it from now on
   * @return cold; see {@link #adopt(DetachedWebSocket, ServerMessageWebSocketControl)}
   */
  public static Mono<ServerMessageWebSocket> adopt(DetachedWebSocket detached) {
    return adopt(
        detached, detached.session().limitsIn(ServerMessageWebSocketControl.builder()).build());
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
  public static Mono<ServerMessageWebSocket> adopt(
      DetachedWebSocket detached, ServerMessageWebSocketControl control) {
    return Handover.of(
        Adopting.of(
                detached,
                StreamSocketControl.defaults(),
                deflate -> SessionPlan.messages(control, control.receiveMode(), false, deflate),
                Delivery.FRAMES)
            .map(session -> new ServerMessageWebSocket(session, control)),
        unwanted -> unwanted.session().cut().subscribe());
  }

  @Override
  public ServerMessageWebSocketControl control() {
    return control;
  }

  @Override
  SocketMessageType messageType() {
    return control.messageType();
  }
}
