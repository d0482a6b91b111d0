package io.reactivesockets.websocket;

import io.reactivesockets.websocket.netty.WebSocketRoute;
import java.util.function.Function;
import org.reactivestreams.Publisher;

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

  @Override
  public ServerMessageWebSocketControl control() {
    return control;
  }

  @Override
  SocketMessageType messageType() {
    return control.messageType();
  }
}
