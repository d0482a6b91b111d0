package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** An echo on either end answers every input as RFC 6455 says. */
class EchoConformanceTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static WebSocketListener listener;
  private static Disposable served;

  @BeforeAll
  static void listen() {
    listener = Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0).block(TIMEOUT));
    served =
        listener
            .messageSockets(
                "/chat",
                ServerMessageWebSocketControl.builder().maxMessageBytes(MAX_MESSAGE_BYTES).build())
            .flatMap(socket -> socket.send(socket.frames()).onErrorComplete(), 1_000)
            .subscribe();
  }

  @AfterAll
  static void stop() {
    listener.shutdown(Duration.ofSeconds(5)).block(TIMEOUT);
    assertThat(listener.openSockets()).isZero();
    served.dispose();
  }

  static Stream<EchoCases.Case> cases() {
    return EchoCases.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void a_server_answers_as_the_rfc_says(EchoCases.Case example) throws IOException {
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      example.script().run(peer);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void a_client_answers_as_the_rfc_says(EchoCases.Case example) throws Exception {
    CompletableFuture<Void> judged = new CompletableFuture<>();
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              try {
                conversation.upgrade("");
                example.script().run(conversation);
                judged.complete(null);
              } catch (IOException | AssertionError e) {
                judged.completeExceptionally(e);
              }
            })) {
      MessageWebSocketControl control =
          MessageWebSocketControl.builder().maxMessageBytes(MAX_MESSAGE_BYTES).build();
      MessageWebSocket.connect(server.uri("/chat"), control)
          .flatMap(
              socket ->
                  socket
                      .send(socket.frames())
                      .onErrorResume(failure -> Mono.empty())
                      .then(socket.closed()))
          .block(TIMEOUT);
      judged.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
