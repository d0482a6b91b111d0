package io.reactivesockets.websocket.netty;

import io.netty.handler.codec.http.HttpMethod;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Opens WebSockets on the requests of a Reactor Netty {@code HttpServer}, to be put on a route or
 * used as the handler of a whole server:
 *
 * <pre>{@code
 * HttpServer.create()
 *     .route(routes -> routes.get("/echo",
 *         ServerMessageWebSocket.route(socket -> socket.send(socket.frames()))))
 *     .bindNow();
 * }</pre>
 *
 * <p>A request that is no valid opening handshake (RFC 6455 section 4.2), or that the control does
 * not admit, is answered with a status from 400 on and a line of text. HTTP/1.1 and, where the
 * server has been told to allow extended CONNECT (RFC 8441), HTTP/2 are served alike.
 *
 * <p>The publisher that a request gets completes when its WebSocket is closed.
 */
public abstract class WebSocketRoute
    implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

  /** Made by {@code ServerMessageWebSocket.route} and {@code ServerStreamWebSocket.route}. */
  protected WebSocketRoute() {}

  /**
   * Adds this to the routes of a server for a path, whether the request comes over HTTP/1.1 or, as
   * an extended CONNECT, over HTTP/2 ({@code routes.get} takes the first only). The server says
   * that it takes the latter by {@code http2Settings(settings ->
   * settings.connectProtocolEnabled(true))}.
   *
   * @param routes the routes of an {@code HttpServer}
   * @param path a path without parameters
   * @return the routes
   */
  public final HttpServerRoutes addTo(HttpServerRoutes routes, String path) {
    return routes
        .get(path, this)
        .route(
            request ->
                HttpMethod.CONNECT.equals(request.method()) && request.fullPath().equals(path),
            this);
  }

  /**
   * Answers a request.
   *
   * @param request the request
   * @param response its response, to which nothing was written
   * @return completes when the WebSocket that was opened is closed, or the refusal is sent
   */
  @Override
  public abstract Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response);
}
