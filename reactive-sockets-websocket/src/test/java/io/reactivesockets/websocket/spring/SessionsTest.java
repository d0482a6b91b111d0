package io.reactivesockets.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.UpgradeRefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is the same on each server that WebFlux runs on. */
class SessionsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Spring's sessions and portable sockets. */
  static class Endpoints {

    private final ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .supportedProtocols(List.of("chat"))
            .allowedOrigins(Set.of("https://app.example"))
            .responseHeader("X-Served-By", "test")
            .maxMessageBytes(2_000)
            .build();

    @Bean
    WebFluxWebSockets webSockets() {
      return new WebFluxWebSockets();
    }

    @Bean
    HandlerMapping mapping() {
      WebSocketHandler echo = session -> session.send(session.receive());
      return new SimpleUrlHandlerMapping(
          Map.of("/echo", echo, "/bye", new Bye(), "/protocol", new Protocol()), -1);
    }

    @Bean
    WebSocketHandlerAdapter adapter(WebFluxWebSockets webSockets) {
      return new WebSocketHandlerAdapter(
          new HandshakeWebSocketService(webSockets.upgradeStrategy(control)));
    }

    @Bean
    RouterFunction<ServerResponse> routes(WebFluxWebSockets webSockets) {
      ServerResponse echo = webSockets.portable(control, socket -> socket.send(socket.frames()));
      ServerResponse sessions =
          webSockets.sessions(control, session -> session.send(session.receive()));
      ServerResponse several =
          webSockets.portable(
              socket ->
                  Flux.range(0, 5)
                      .flatMap(
                          lane ->
                              socket.send(Flux.range(0, 20).map(i -> Frame.text(lane + " " + i))))
                      .then());
      ServerResponse closing =
          webSockets.portable(
              socket ->
                  socket
                      .send(socket.frames().take(1).map(hi -> Frame.text("hello")))
                      .then(socket.close(4_002, "portable")));
      return RouterFunctions.route()
          .GET("/portable", request -> Mono.just(echo))
          .GET("/sessions", request -> Mono.just(sessions))
          .GET("/several", request -> Mono.just(several))
          .GET("/closing", request -> Mono.just(closing))
          .build();
    }
  }

  /** Says what it knows and closes. */
  private static final class Bye implements WebSocketHandler {

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      session.getAttributes().put("seen", "yes");
      return session
          .send(session.receive().take(1).map(hello -> answer(session)))
          // Some servers close when they are asked, not when there is a subscriber.
          .then(
              Mono.defer(
                  () ->
                      session.close(
                          new org.springframework.web.reactive.socket.CloseStatus(
                              4_001, "as agreed"))));
    }
  }

  private static WebSocketMessage answer(WebSocketSession session) {
    return session.textMessage(
        session.getHandshakeInfo().getUri().getPath()
            + " "
            + session.getHandshakeInfo().getHeaders().getFirst("X-User")
            + " "
            + session.getAttributes().get("seen")
            + " "
            + session.isOpen());
  }

  /** Speaks a sub-protocol that the control does not name. */
  private static final class Protocol implements WebSocketHandler {

    @Override
    public List<String> getSubProtocols() {
      return List.of("own.v1");
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      String spoken = session.getHandshakeInfo().getSubProtocol();
      return session.send(Mono.just(session.textMessage(String.valueOf(spoken))));
    }
  }

  private static WebFluxApplication application(HttpServers server) throws Exception {
    return WebFluxApplication.start(server, Endpoints.class);
  }

  private static MessageWebSocket connect(URI uri, MessageWebSocketControl control) {
    return Objects.requireNonNull(MessageWebSocket.connect(uri, control).block(TIMEOUT));
  }

  private static MessageWebSocket connect(URI uri) {
    return connect(uri, MessageWebSocketControl.defaults());
  }

  private static CloseStatus closed(MessageWebSocket socket) {
    return Objects.requireNonNull(socket.closed().block(TIMEOUT)).status();
  }

  private static void echoes(MessageWebSocket socket) {
    List<Frame> said = List.of(Frame.text("a"), Frame.binary(new byte[] {1, 2}), Frame.text("ö"));
    StepVerifier.create(
            socket.send(Flux.fromIterable(said)).thenMany(socket.frames()).take(said.size()))
        .expectNextSequence(said)
        .expectComplete()
        .verify(TIMEOUT);
    socket.close(1000, "").block(TIMEOUT);
    assertThat(closed(socket)).isEqualTo(CloseStatus.NORMAL);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(HttpServers.class)
  void sessions_and_portable_sockets_echo(HttpServers server) throws Exception {
    try (WebFluxApplication application = application(server)) {
      for (String path : List.of("/echo", "/sessions", "/portable")) {
        MessageWebSocket socket =
            connect(
                application.uri(path),
                MessageWebSocketControl.builder()
                    .supportedProtocols(List.of("talk", "chat"))
                    .requestHeader("Origin", "https://app.example")
                    .build());
        assertThat(socket.handshake().protocol()).contains("chat");
        assertThat(socket.handshake().header("X-Served-By")).contains("test");
        echoes(socket);
      }
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(HttpServers.class)
  void pages_of_other_origins_are_refused(HttpServers server) throws Exception {
    MessageWebSocketControl page =
        MessageWebSocketControl.builder().requestHeader("Origin", "https://evil.example").build();
    try (WebFluxApplication application = application(server)) {
      for (String path : List.of("/echo", "/portable")) {
        Throwable failure = catchThrowable(() -> connect(application.uri(path), page));
        assertThat(failure.getCause())
            .isInstanceOfSatisfying(
                UpgradeRefusedException.class,
                refused -> assertThat(refused.statusCode()).isEqualTo(403));
      }
    }
  }

  /** Tomcat was seen to end TCP without the close frame of a handler that closes by itself. */
  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(value = HttpServers.class, mode = EnumSource.Mode.EXCLUDE, names = "TOMCAT")
  void a_session_knows_its_request_and_closes_as_its_handler_says(HttpServers server)
      throws Exception {
    try (WebFluxApplication application = application(server)) {
      MessageWebSocket socket =
          connect(
              application.uri("/bye"),
              MessageWebSocketControl.builder().requestHeader("X-User", "alice").build());
      StepVerifier.create(socket.send(Frame.text("hi")).thenMany(socket.frames()).map(Frame::text))
          .expectNext("/bye alice yes true")
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(closed(socket)).isEqualTo(new CloseStatus(4_001, "as agreed"));
      MessageWebSocket closing = connect(application.uri("/closing"));
      StepVerifier.create(
              closing.send(Frame.text("hi")).thenMany(closing.frames()).map(Frame::text))
          .expectNext("hello")
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(closed(closing)).isEqualTo(new CloseStatus(4_002, "portable"));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(HttpServers.class)
  void the_sub_protocol_of_a_handler_has_precedence(HttpServers server) throws Exception {
    try (WebFluxApplication application = application(server)) {
      MessageWebSocket socket =
          connect(
              application.uri("/protocol"),
              MessageWebSocketControl.builder()
                  .supportedProtocols(List.of("chat", "own.v1"))
                  .build());
      assertThat(socket.handshake().protocol()).contains("own.v1");
      StepVerifier.create(socket.frames().map(Frame::text))
          .expectNext("own.v1")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(HttpServers.class)
  void several_sends_take_turns_each_in_its_order(HttpServers server) throws Exception {
    try (WebFluxApplication application = application(server)) {
      MessageWebSocket socket = connect(application.uri("/several"));
      List<String> texts =
          Objects.requireNonNull(socket.frames().map(Frame::text).collectList().block(TIMEOUT));
      assertThat(texts).hasSize(100);
      assertThat(new TreeSet<>(texts)).hasSize(100);
      for (int lane = 0; lane < 5; lane++) {
        String prefix = lane + " ";
        List<String> own = texts.stream().filter(text -> text.startsWith(prefix)).toList();
        assertThat(own.get(0)).isEqualTo(prefix + 0);
        assertThat(own.get(19)).isEqualTo(prefix + 19);
      }
      assertThat(closed(socket)).isEqualTo(CloseStatus.NORMAL);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(HttpServers.class)
  @Tolerates(value = "it is closed with 1011", because = "the handler sees the violation")
  void a_message_that_is_too_large_closes_with_1009(HttpServers server) throws Exception {
    try (WebFluxApplication application = application(server)) {
      MessageWebSocket socket = connect(application.uri("/portable"));
      socket.send(Frame.text("a".repeat(2_001))).block(TIMEOUT);
      assertThat(closed(socket).code()).isEqualTo(1009);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(HttpServers.class)
  void when_the_context_closes_sessions_are_closed_with_1001(HttpServers server) throws Exception {
    try (WebFluxApplication application = application(server)) {
      MessageWebSocket session = connect(application.uri("/echo"));
      MessageWebSocket portable = connect(application.uri("/portable"));
      for (MessageWebSocket socket : List.of(session, portable)) {
        StepVerifier.create(socket.send(Frame.text("hi")).thenMany(socket.frames()).take(1))
            .expectNextCount(1)
            .expectComplete()
            .verify(TIMEOUT);
      }
      assertThat(application.bean(WebFluxWebSockets.class).openSockets()).isEqualTo(2);
      application.closeContext();
      assertThat(closed(session)).isEqualTo(CloseStatus.GOING_AWAY);
      assertThat(closed(portable)).isEqualTo(CloseStatus.GOING_AWAY);
    }
  }
}
