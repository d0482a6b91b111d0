package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.ServerStreamWebSocketControl;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * This host as clients know it. Behind a proxy it is not the one of the Host header, but WebFlux
 * may have been told to learn it from the proxy (a {@code ForwardedHeaderTransformer}); pages of it
 * are of the same origin.
 */
final class PublicOrigin {

  private PublicOrigin() {}

  static ServerMessageWebSocketControl admit(
      ServerMessageWebSocketControl control, ServerWebExchange exchange) {
    String origin = otherThanHost(exchange);
    return origin == null
        ? control
        : control.toBuilder().allowedOrigins(plus(control.allowedOrigins(), origin)).build();
  }

  static ServerStreamWebSocketControl admit(
      ServerStreamWebSocketControl control, ServerWebExchange exchange) {
    String origin = otherThanHost(exchange);
    return origin == null
        ? control
        : control.toBuilder().allowedOrigins(plus(control.allowedOrigins(), origin)).build();
  }

  private static Set<String> plus(Set<String> origins, String origin) {
    Set<String> more = new HashSet<>(origins);
    more.add(origin);
    return more;
  }

  private static @Nullable String otherThanHost(ServerWebExchange exchange) {
    URI uri = exchange.getRequest().getURI();
    String authority = uri.getRawAuthority();
    String host = exchange.getRequest().getHeaders().getFirst(HttpHeaders.HOST);
    if (uri.getHost() == null || authority == null || authority.equalsIgnoreCase(host)) {
      return null;
    }
    boolean secure = "https".equals(uri.getScheme()) || "wss".equals(uri.getScheme());
    return (secure ? "https://" : "http://")
        + uri.getHost().toLowerCase(Locale.ROOT)
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
