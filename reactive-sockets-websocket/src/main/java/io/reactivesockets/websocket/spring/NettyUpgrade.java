package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.netty.WebSocketRoute;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Hands a request that WebFlux received from Reactor Netty to a route of ours. */
final class NettyUpgrade {

  private NettyUpgrade() {}

  static boolean isPossible(ServerWebExchange exchange) {
    Object response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
    return response instanceof HttpServerResponse;
  }

  static Mono<Void> upgrade(ServerWebExchange exchange, WebSocketRoute route) {
    ServerHttpResponse response = exchange.getResponse();
    HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
    HttpServerResponse reply = ServerHttpResponseDecorator.getNativeResponse(response);
    // Completing the response applies what filters and beforeCommit actions have set.
    return response.setComplete().then(Mono.defer(() -> Mono.from(route.apply(request, reply))));
  }
}
