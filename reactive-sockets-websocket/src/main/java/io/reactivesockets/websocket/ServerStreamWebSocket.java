package io.reactivesockets.websocket;

import io.reactivesockets.websocket.netty.WebSocketRoute;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.reactivestreams.Publisher;

/**
 * The server's end of a WebSocket for a stream of bytes.
 *
 * <p>It is made for each opening handshake that a {@link WebSocketListener}, or a route of a
 * Reactor Netty server, admits.
 */
public final class ServerStreamWebSocket extends AnyStreamWebSocket {

  private final ServerStreamWebSocketControl control;

  ServerStreamWebSocket(Session<ByteBuffer> session, ServerStreamWebSocketControl control) {
    super(session);
    this.control = control;
  }

  /**
   * Serves WebSockets on a route of a Reactor Netty {@code HttpServer}, with the default control.
   *
   * @param handler what to do with each; see {@link #route(ServerStreamWebSocketControl, Function)}
   * @return the handler for the route
   */
  public static WebSocketRoute route(
      Function<? super ServerStreamWebSocket, ? extends Publisher<Void>> handler) {
    return route(ServerStreamWebSocketControl.defaults(), handler);
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
      ServerStreamWebSocketControl control,
      Function<? super ServerStreamWebSocket, ? extends Publisher<Void>> handler) {
    return new ServerRoute<>(
        control,
        opened ->
            new ServerStreamWebSocket(
                opened.session(SessionPlan.bytes(control, false, opened.deflate()), Delivery.BYTES),
                control),
        handler);
  }

  @Override
  public ServerStreamWebSocketControl control() {
    return control;
  }
}
