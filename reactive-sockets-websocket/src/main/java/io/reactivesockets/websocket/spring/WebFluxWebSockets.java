package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.ServerStreamWebSocket;
import io.reactivesockets.websocket.ServerStreamWebSocketControl;
import io.reactivesockets.websocket.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The WebSockets of a WebFlux application: a bean that answers requests with them, knows those that
 * are open, and closes them when the application stops.
 *
 * <pre>{@code
 * @Bean
 * WebFluxWebSockets webSockets() {
 *   return new WebFluxWebSockets();
 * }
 *
 * @Bean
 * RouterFunction<ServerResponse> routes(WebFluxWebSockets webSockets) {
 *   ServerResponse echo = webSockets.messages(socket -> socket.send(socket.frames()));
 *   return RouterFunctions.route().path("/echo", request -> Mono.just(echo)).build();
 * }
 * }</pre>
 *
 * <p>Handlers run with the Reactor context of the request. When a handler's publisher completes,
 * the WebSocket is closed with 1000; when it fails while the WebSocket is open, with 1011. Each
 * request is held to the control: origin, sub-protocol, headers. A refused one is answered with a
 * status from 400 on.
 *
 * <p>When the application context closes, this is among the first to stop: new requests are
 * answered with 503, and what is open is closed with 1001, then, at the deadline, cut.
 */
public final class WebFluxWebSockets implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(WebFluxWebSockets.class);
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

  private final Duration shutdownTimeout;
  private final RequestUpgradeStrategy elsewhere;
  private final OpenSockets open = new OpenSockets();
  private volatile boolean running;

  /** Gives WebSockets 5 seconds to close when the application stops. */
  public WebFluxWebSockets() {
    this(SHUTDOWN_TIMEOUT);
  }

  /**
   * Gives WebSockets some time to close when the application stops.
   *
   * @param shutdownTimeout how long to wait for the peers' close frames, zero or more; less than
   *     the application's own time for a phase of its shutdown
   */
  public WebFluxWebSockets(Duration shutdownTimeout) {
    this(shutdownTimeout, new OtherServers());
  }

  /**
   * Upgrades on servers other than Reactor Netty by a strategy of the application's own, which says
   * what no control can say there, such as the largest message.
   *
   * @param shutdownTimeout how long to wait for the peers' close frames, zero or more
   * @param elsewhere how to upgrade on a server other than Reactor Netty; by default Spring's
   *     strategy for the server, on those of the Jakarta API with messages of at most 64 KiB
   */
  public WebFluxWebSockets(Duration shutdownTimeout, RequestUpgradeStrategy elsewhere) {
    if (shutdownTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "shutdownTimeout: " + shutdownTimeout + " (expected: PT0S or more)");
    }
    this.shutdownTimeout = shutdownTimeout;
    this.elsewhere = Objects.requireNonNull(elsewhere, "elsewhere");
  }

  /**
   * Answers with message sockets, with the default control; on Reactor Netty only.
   *
   * @param handler what to do with each
   * @return see {@link #messages(ServerMessageWebSocketControl, Function)}
   */
  public WebSocketUpgrade messages(
      Function<? super ServerMessageWebSocket, ? extends Publisher<Void>> handler) {
    return messages(ServerMessageWebSocketControl.defaults(), handler);
  }

  /**
   * Answers with message sockets; on Reactor Netty only.
   *
   * @param control whom to admit and what to hold them to
   * @param handler what to do with each, called on its event loop with the request's context
   * @return the answer; fails with {@link IllegalStateException} on another server
   */
  public WebSocketUpgrade messages(
      ServerMessageWebSocketControl control,
      Function<? super ServerMessageWebSocket, ? extends Publisher<Void>> handler) {
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(control, "control");
    return new WebSocketUpgrade(
        exchange -> {
          refuseIfStopping();
          checkNetty(exchange);
          return open(exchange, PublicOrigin.admit(control, exchange), handler);
        });
  }

  /**
   * Answers with stream sockets, with the default control; on Reactor Netty only.
   *
   * @param handler what to do with each
   * @return see {@link #streams(ServerStreamWebSocketControl, Function)}
   */
  public WebSocketUpgrade streams(
      Function<? super ServerStreamWebSocket, ? extends Publisher<Void>> handler) {
    return streams(ServerStreamWebSocketControl.defaults(), handler);
  }

  /**
   * Answers with stream sockets; on Reactor Netty only.
   *
   * @param control whom to admit and what to hold them to
   * @param handler what to do with each, called on its event loop with the request's context
   * @return the answer; fails with {@link IllegalStateException} on another server
   */
  public WebSocketUpgrade streams(
      ServerStreamWebSocketControl control,
      Function<? super ServerStreamWebSocket, ? extends Publisher<Void>> handler) {
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(control, "control");
    return new WebSocketUpgrade(
        exchange -> {
          refuseIfStopping();
          checkNetty(exchange);
          ServerStreamWebSocketControl admitted = PublicOrigin.admit(control, exchange);
          return Mono.deferContextual(
              context ->
                  NettyUpgrade.upgrade(
                      exchange,
                      ServerStreamWebSocket.route(
                          admitted, socket -> handled(socket, handler, context))));
        });
  }

  /**
   * Answers with sockets that are there on every server, with the default control.
   *
   * @param handler what to do with each
   * @return see {@link #portable(ServerMessageWebSocketControl, Function)}
   */
  public WebSocketUpgrade portable(
      Function<? super SessionWebSocket, ? extends Publisher<Void>> handler) {
    return portable(ServerMessageWebSocketControl.defaults(), handler);
  }

  /**
   * Answers with sockets that are there on every server; what they lack on others than Reactor
   * Netty is told by {@link SessionWebSocket}.
   *
   * @param control whom to admit and, as far as the server can, what to hold them to
   * @param handler what to do with each
   * @return the answer
   */
  public WebSocketUpgrade portable(
      ServerMessageWebSocketControl control,
      Function<? super SessionWebSocket, ? extends Publisher<Void>> handler) {
    Objects.requireNonNull(handler, "handler");
    return sessions(
        control,
        new SocketUpgradeStrategy.PortableHandler() {
          @Override
          public Mono<Void> handle(SessionWebSocket socket) {
            return Mono.from(handler.apply(socket));
          }

          @Override
          public Mono<Void> handle(WebSocketSession session) {
            return OtherSessionWebSocket.serve(session, control.maxMessageBytes(), handler);
          }
        });
  }

  /**
   * Answers with Spring's sessions: on Reactor Netty they stand on our sockets, on other servers
   * they are those of the server.
   *
   * @param control whom to admit and, as far as the server can, what to hold them to; the
   *     sub-protocols of the handler have precedence
   * @param handler what to do with each
   * @return the answer
   */
  public WebSocketUpgrade sessions(
      ServerMessageWebSocketControl control, WebSocketHandler handler) {
    Objects.requireNonNull(handler, "handler");
    HandshakeWebSocketService service = new HandshakeWebSocketService(upgradeStrategy(control));
    return new WebSocketUpgrade(exchange -> service.handleRequest(exchange, handler));
  }

  /**
   * Returns the strategy by which Spring's own adapter opens such sessions, for applications that
   * map {@link WebSocketHandler} beans: {@code new WebSocketHandlerAdapter(new
   * HandshakeWebSocketService(webSockets.upgradeStrategy(control)))}.
   *
   * @param control whom to admit and, as far as the server can, what to hold them to
   * @return the strategy
   */
  public RequestUpgradeStrategy upgradeStrategy(ServerMessageWebSocketControl control) {
    return new SocketUpgradeStrategy(this, Objects.requireNonNull(control, "control"), elsewhere);
  }

  /**
   * Returns how many WebSockets are open that were opened here.
   *
   * @return the number, 0 or more
   */
  public int openSockets() {
    return open.size();
  }

  OpenSockets open() {
    return open;
  }

  void refuseIfStopping() {
    if (open.isStopping()) {
      throw new ResponseStatusException(
          HttpStatus.SERVICE_UNAVAILABLE, "the application is about to stop");
    }
  }

  private static void checkNetty(ServerWebExchange exchange) {
    if (!NettyUpgrade.isPossible(exchange)) {
      throw new IllegalStateException(
          "WebSocket at "
              + exchange.getRequest().getPath()
              + " needs Reactor Netty as the server; use portable(...) or sessions(...) on another");
    }
  }

  /** Opens a message socket; the origin of the exchange is in the control. */
  Mono<Void> open(
      ServerWebExchange exchange,
      ServerMessageWebSocketControl admitted,
      Function<? super ServerMessageWebSocket, ? extends Publisher<Void>> handler) {
    return Mono.deferContextual(
        context ->
            NettyUpgrade.upgrade(
                exchange,
                ServerMessageWebSocket.route(
                    admitted, socket -> handled(socket, handler, context))));
  }

  private <S extends WebSocket> Mono<Void> handled(
      S socket, Function<? super S, ? extends Publisher<Void>> handler, ContextView context) {
    open.add(socket);
    return Mono.defer(() -> Mono.<Void>from(handler.apply(socket))).contextWrite(context);
  }

  @Override
  public void start() {
    open.accept();
    running = true;
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public void stop(Runnable callback) {
    running = false;
    open.shutdown(shutdownTimeout)
        .doFinally(signal -> callback.run())
        .subscribe(
            cut -> {
              if (cut > 0) {
                LOG.info(
                    "{} WebSockets did not close within {} and were cut", cut, shutdownTimeout);
              }
            },
            failure -> LOG.warn("WebSockets could not be closed", failure));
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /**
   * Returns the phase in which to stop: the first, while the web server still serves.
   *
   * @return the phase
   */
  @Override
  public int getPhase() {
    return SmartLifecycle.DEFAULT_PHASE;
  }
}
