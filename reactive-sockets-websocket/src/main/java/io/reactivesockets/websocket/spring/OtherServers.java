package io.reactivesockets.websocket.spring;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.upgrade.JettyCoreRequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.upgrade.JettyRequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Upgrades by Spring's own means on servers other than Reactor Netty. Which one it is, the native
 * request tells; its classes are touched only then.
 */
final class OtherServers implements RequestUpgradeStrategy {

  private static final int MAX_MESSAGE_BYTES = 65_536;
  private static final String JETTY_CORE = "org.eclipse.jetty.server.Request";
  private static final String JETTY_SERVLET =
      "org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer";

  private volatile @Nullable RequestUpgradeStrategy chosen;

  @Override
  public Mono<Void> upgrade(
      ServerWebExchange exchange,
      WebSocketHandler handler,
      @Nullable String subProtocol,
      Supplier<HandshakeInfo> info) {
    return strategy(exchange).upgrade(exchange, handler, subProtocol, info);
  }

  private RequestUpgradeStrategy strategy(ServerWebExchange exchange) {
    RequestUpgradeStrategy known = chosen;
    if (known == null) {
      Object request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
      known = choose(request);
      chosen = known;
    }
    return known;
  }

  private static RequestUpgradeStrategy choose(Object request) {
    ClassLoader loader = request.getClass().getClassLoader();
    if (isInstance(JETTY_CORE, request, loader)) {
      return new JettyCoreRequestUpgradeStrategy();
    }
    if (ClassUtils.isPresent(JETTY_SERVLET, OtherServers.class.getClassLoader())) {
      return new JettyRequestUpgradeStrategy();
    }
    StandardWebSocketUpgradeStrategy standard = new StandardWebSocketUpgradeStrategy();
    // Tomcat's own default is 8 KiB; a session holds one buffer of each.
    standard.setMaxTextMessageBufferSize(MAX_MESSAGE_BYTES);
    standard.setMaxBinaryMessageBufferSize(MAX_MESSAGE_BYTES);
    return standard;
  }

  private static boolean isInstance(String name, Object object, @Nullable ClassLoader loader) {
    return ClassUtils.isPresent(name, loader)
        && ClassUtils.resolveClassName(name, loader).isInstance(object);
  }
}
