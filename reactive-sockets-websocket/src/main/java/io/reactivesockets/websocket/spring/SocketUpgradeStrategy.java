package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.MessageWebSocketReceiveMode;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Upgrades to sessions: on Reactor Netty to ours, on other servers to theirs, once origin and
 * sub-protocol are as the control says.
 */
final class SocketUpgradeStrategy implements RequestUpgradeStrategy {

  private final WebFluxWebSockets owner;
  private final ServerMessageWebSocketControl control;
  private final RequestUpgradeStrategy elsewhere;

  SocketUpgradeStrategy(
      WebFluxWebSockets owner,
      ServerMessageWebSocketControl control,
      RequestUpgradeStrategy elsewhere) {
    this.owner = owner;
    this.control = control;
    this.elsewhere = elsewhere;
  }

  @Override
  public Mono<Void> upgrade(
      ServerWebExchange exchange,
      WebSocketHandler handler,
      @Nullable String subProtocol,
      Supplier<HandshakeInfo> info) {
    owner.refuseIfStopping();
    ServerMessageWebSocketControl admitted = PublicOrigin.admit(control, exchange);
    String spoken = subProtocol != null ? subProtocol : spoken(exchange, handler.getSubProtocols());
    String protocol = spoken != null ? spoken : spoken(exchange, control.supportedProtocols());
    HandshakeInfo known = withProtocol(info.get(), protocol);
    return NettyUpgrade.isPossible(exchange)
        ? onNetty(exchange, handler, known, speaking(admitted, spoken))
        : onOther(exchange, handler, known, admitted);
  }

  /** Spring itself does not find a name that stands behind a comma and a space. */
  private static @Nullable String spoken(ServerWebExchange exchange, List<String> supported) {
    return RequestedProtocol.choose(exchange.getRequest().getHeaders(), supported);
  }

  private static HandshakeInfo withProtocol(HandshakeInfo info, @Nullable String protocol) {
    return protocol == null || protocol.equals(info.getSubProtocol())
        ? info
        : new HandshakeInfo(
            info.getUri(),
            info.getHeaders(),
            info.getCookies(),
            info.getPrincipal(),
            protocol,
            info.getRemoteAddress(),
            info.getAttributes(),
            info.getLogPrefix());
  }

  /** What the handler speaks has precedence over the control. */
  private static ServerMessageWebSocketControl speaking(
      ServerMessageWebSocketControl control, @Nullable String protocol) {
    return protocol == null
        ? control
        : control.toBuilder().supportedProtocols(List.of(protocol)).build();
  }

  private Mono<Void> onNetty(
      ServerWebExchange exchange,
      WebSocketHandler handler,
      HandshakeInfo info,
      ServerMessageWebSocketControl admitted) {
    if (handler instanceof PortableHandler portable) {
      return owner.open(
          exchange,
          admitted,
          socket ->
              portable.handle(new NettySessionWebSocket(new SocketSession(socket, info), socket)));
    }
    return owner.open(
        exchange, whole(admitted), socket -> handler.handle(new SocketSession(socket, info)));
  }

  private static ServerMessageWebSocketControl whole(ServerMessageWebSocketControl control) {
    return control.receiveMode() == MessageWebSocketReceiveMode.FULL_MESSAGE
        ? control
        : control.toBuilder().receiveMode(MessageWebSocketReceiveMode.FULL_MESSAGE).build();
  }

  private Mono<Void> onOther(
      ServerWebExchange exchange,
      WebSocketHandler handler,
      HandshakeInfo info,
      ServerMessageWebSocketControl admitted) {
    HttpHeaders headers = exchange.getRequest().getHeaders();
    String host = headers.getFirst(HttpHeaders.HOST);
    if (!admitted.allowsOrigin(headers.getOrigin(), host == null ? "" : host)) {
      return Mono.error(
          new ResponseStatusException(
              HttpStatus.FORBIDDEN, "pages of this origin may not connect here"));
    }
    control
        .responseHeaders()
        .forEach((name, values) -> exchange.getResponse().getHeaders().addAll(name, values));
    return elsewhere.upgrade(
        exchange, new Counted(handler, owner.open()), info.getSubProtocol(), () -> info);
  }

  /** A handler whose sessions are closed when the application stops. */
  private record Counted(WebSocketHandler handler, OpenSockets open) implements WebSocketHandler {

    @Override
    public List<String> getSubProtocols() {
      return handler.getSubProtocols();
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      return open.during(session, handler.handle(session));
    }
  }

  /** A handler that takes sockets of ours as they are, and sessions of others. */
  interface PortableHandler extends WebSocketHandler {

    Mono<Void> handle(SessionWebSocket socket);
  }
}
