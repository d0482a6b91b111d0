package io.reactivesockets.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.StreamWebSocket;
import io.reactivesockets.websocket.UpgradeRefusedException;
import io.reactivesockets.websocket.WebSocketClosed;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Our sockets at the endpoints of WebFlux on Reactor Netty. */
class EndpointsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** One endpoint of each style. */
  static class Endpoints {

    @Bean
    WebFluxWebSockets webSockets() {
      return new WebFluxWebSockets();
    }

    @Bean
    RouterFunction<ServerResponse> routes(WebFluxWebSockets webSockets) {
      ServerResponse echo = webSockets.messages(socket -> socket.send(socket.frames()));
      ServerResponse bytes =
          webSockets.streams(socket -> socket.send(socket.input().map(ByteBuffer::duplicate)));
      ServerResponse failing =
          webSockets.messages(
              socket -> socket.frames().next().then(Mono.error(new IllegalStateException("bug"))));
      ServerResponse who =
          webSockets.messages(
              socket ->
                  Mono.deferContextual(
                      context ->
                          socket.send(Frame.text(context.getOrDefault("user", "nobody") + ""))));
      ServerMessageWebSocketControl chat =
          ServerMessageWebSocketControl.builder()
              .supportedProtocols(List.of("chat"))
              .deflate(PermessageDeflate.defaults())
              .responseHeader("X-Served-By", "test")
              .maxInflatedBytes(1_000)
              .build();
      ServerResponse held = webSockets.messages(chat, socket -> socket.send(socket.frames()));
      return RouterFunctions.route()
          .GET("/functional", request -> Mono.just(echo))
          .GET("/bytes", request -> Mono.just(bytes))
          .GET("/failing", request -> Mono.just(failing))
          .GET("/who", request -> Mono.just(who))
          .GET("/chat", request -> Mono.just(held))
          .build();
    }

    @Bean
    HandlerMapping mapping(WebFluxWebSockets webSockets) {
      return new SimpleUrlHandlerMapping(
          Map.of("/mapped", webSockets.messages(socket -> socket.send(socket.frames()))), -1);
    }

    @Bean
    WebFilter user() {
      return (exchange, chain) -> {
        String user = exchange.getRequest().getHeaders().getFirst("X-User");
        if ("mallory".equals(user)) {
          exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
          return exchange.getResponse().setComplete();
        }
        exchange.getResponse().addCookie(ResponseCookie.from("seen", "yes").build());
        return chain
            .filter(exchange)
            .contextWrite(context -> user == null ? context : context.put("user", user));
      };
    }
  }

  /** An annotated controller. */
  @RestController
  static class Rooms {

    private final WebFluxWebSockets webSockets;

    Rooms(WebFluxWebSockets webSockets) {
      this.webSockets = webSockets;
    }

    @GetMapping("/rooms/{name}")
    WebSocketUpgrade room(@PathVariable String name) {
      return webSockets.messages(
          socket ->
              socket.send(socket.frames().map(frame -> Frame.text(name + ": " + frame.text()))));
    }

    @GetMapping("/members/{name}")
    Mono<Void> members(@PathVariable String name, ServerWebExchange exchange) {
      return Mono.just(name)
          .filter("alice"::equals)
          .flatMap(
              member ->
                  webSockets
                      .messages(socket -> socket.send(socket.frames()))
                      .handle(exchange)
                      .thenReturn(member))
          .switchIfEmpty(
              Mono.fromRunnable(
                  () -> exchange.getResponse().setStatusCode(HttpStatus.PAYMENT_REQUIRED)))
          .then();
    }
  }

  /** Trusts the proxy in front. */
  static class Forwarded {

    @Bean
    ForwardedHeaderTransformer forwardedHeaderTransformer() {
      return new ForwardedHeaderTransformer();
    }
  }

  private static WebFluxApplication application() throws Exception {
    return WebFluxApplication.start(HttpServers.REACTOR_NETTY, Endpoints.class, Rooms.class);
  }

  private static MessageWebSocket connect(URI uri, MessageWebSocketControl control) {
    return Objects.requireNonNull(MessageWebSocket.connect(uri, control).block(TIMEOUT));
  }

  private static MessageWebSocket connect(URI uri) {
    return connect(uri, MessageWebSocketControl.defaults());
  }

  private static MessageWebSocketControl header(String name, String value) {
    return MessageWebSocketControl.builder().requestHeader(name, value).build();
  }

  private static int refusal(URI uri, MessageWebSocketControl control) {
    Throwable failure = catchThrowable(() -> connect(uri, control));
    assertThat(failure).isInstanceOf(SocketOperationException.class);
    return ((UpgradeRefusedException) failure.getCause()).statusCode();
  }

  private static String ask(MessageWebSocket socket, String text) {
    return Objects.requireNonNull(
        socket
            .send(Frame.text(text))
            .thenMany(socket.frames())
            .map(Frame::text)
            .blockFirst(TIMEOUT));
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @ValueSource(strings = {"/functional", "/mapped", "/rooms/blue", "/members/alice"})
  void an_endpoint_of_each_style_opens_a_socket(String path) throws Exception {
    try (WebFluxApplication application = application()) {
      MessageWebSocket socket = connect(application.uri(path));
      assertThat(ask(socket, "hello")).isEqualTo(path.contains("blue") ? "blue: hello" : "hello");
      assertThat(application.bean(WebFluxWebSockets.class).openSockets()).isEqualTo(1);
      socket.close(1000, "").block(TIMEOUT);
      assertThat(closed(socket).status()).isEqualTo(CloseStatus.NORMAL);
    }
  }

  private static WebSocketClosed closed(MessageWebSocket socket) {
    return Objects.requireNonNull(socket.closed().block(TIMEOUT));
  }

  @Test
  void a_method_may_decide_otherwise_before_it_opens() throws Exception {
    try (WebFluxApplication application = application()) {
      assertThat(refusal(application.uri("/members/bob"), MessageWebSocketControl.defaults()))
          .isEqualTo(402);
    }
  }

  @Test
  void a_stream_socket_echoes_bytes() throws Exception {
    try (WebFluxApplication application = application()) {
      StreamWebSocket socket =
          Objects.requireNonNull(StreamWebSocket.connect(application.uri("/bytes")).block(TIMEOUT));
      ByteBuffer hello = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));
      StepVerifier.create(socket.send(Mono.just(hello)).thenMany(socket.input()).take(1))
          .assertNext(bytes -> assertThat(bytes.remaining()).isPositive())
          .expectComplete()
          .verify(TIMEOUT);
      socket.close().block(TIMEOUT);
    }
  }

  @Test
  void filters_come_first_and_their_cookies_and_context_go_along() throws Exception {
    try (WebFluxApplication application = application()) {
      URI uri = application.uri("/who");
      assertThat(refusal(uri, header("X-User", "mallory"))).isEqualTo(401);
      MessageWebSocket socket = connect(uri, header("X-User", "alice"));
      assertThat(socket.handshake().header("Set-Cookie")).contains("seen=yes");
      StepVerifier.create(socket.frames().map(Frame::text))
          .expectNext("alice")
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(closed(socket).status()).isEqualTo(CloseStatus.NORMAL);
    }
  }

  @Test
  @Tolerates(value = "it is closed with 1011", because = "the handler fails on purpose")
  void a_handler_that_fails_closes_with_1011() throws Exception {
    try (WebFluxApplication application = application()) {
      MessageWebSocket socket = connect(application.uri("/failing"));
      socket.send(Frame.text("go")).block(TIMEOUT);
      assertThat(closed(socket).status()).isEqualTo(CloseStatus.INTERNAL_ERROR);
    }
  }

  @Test
  void the_control_holds() throws Exception {
    try (WebFluxApplication application = application()) {
      MessageWebSocket socket =
          connect(
              application.uri("/chat"),
              MessageWebSocketControl.builder()
                  .supportedProtocols(List.of("talk", "chat"))
                  .deflate(PermessageDeflate.defaults())
                  .build());
      assertThat(socket.handshake().protocol()).contains("chat");
      assertThat(socket.handshake().extensions()).isPresent();
      assertThat(socket.handshake().header("X-Served-By")).contains("test");
      assertThat(ask(socket, "a".repeat(1_000))).hasSize(1_000);
      socket.send(Frame.text("a".repeat(1_001))).block(TIMEOUT);
      assertThat(closed(socket).status().code()).isEqualTo(1009);
    }
  }

  @Test
  void pages_of_other_origins_are_refused_and_those_of_the_host_before_the_proxy_are_not()
      throws Exception {
    MessageWebSocketControl page =
        MessageWebSocketControl.builder()
            .requestHeader("Origin", "https://shop.example")
            .requestHeader("X-Forwarded-Host", "shop.example")
            .requestHeader("X-Forwarded-Proto", "https")
            .build();
    try (WebFluxApplication application = application()) {
      assertThat(refusal(application.uri("/functional"), page)).isEqualTo(403);
    }
    try (WebFluxApplication application =
        WebFluxApplication.start(
            HttpServers.REACTOR_NETTY, Endpoints.class, Rooms.class, Forwarded.class)) {
      MessageWebSocket socket = connect(application.uri("/functional"), page);
      assertThat(ask(socket, "hello")).isEqualTo("hello");
      socket.close().block(TIMEOUT);
    }
  }

  @Test
  void when_the_context_closes_sockets_are_closed_with_1001_and_requests_refused()
      throws Exception {
    try (WebFluxApplication application = application()) {
      List<MessageWebSocket> sockets =
          Objects.requireNonNull(
              Flux.range(0, 20)
                  .flatMap(i -> MessageWebSocket.connect(application.uri("/functional")))
                  .collectList()
                  .block(TIMEOUT));
      application.closeContext();
      for (MessageWebSocket socket : sockets) {
        assertThat(closed(socket).status()).isEqualTo(CloseStatus.GOING_AWAY);
        assertThat(closed(socket).clean()).isTrue();
      }
      assertThat(refusal(application.uri("/functional"), MessageWebSocketControl.defaults()))
          .isEqualTo(503);
    }
  }
}
