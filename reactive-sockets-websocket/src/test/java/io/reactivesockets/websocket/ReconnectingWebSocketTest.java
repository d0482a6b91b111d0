package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A row of sessions: when there is a next one, and what is seen of it. */
class ReconnectingWebSocketTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

  private static ReconnectControl.Builder quick() {
    return ReconnectControl.builder().firstDelay(Duration.ofMillis(5)).jitter(0.2);
  }

  private static ReconnectingWebSocket connect(ScriptedServer server, ReconnectControl control) {
    return Objects.requireNonNull(
        ReconnectingWebSocket.connect(server.uri("/"), MessageWebSocketControl.defaults(), control)
            .block(TIMEOUT));
  }

  /** Takes the greeting of the hook, says a word, and goes away in some way. */
  private static ScriptedServer.Script session(String word, ScriptedServer.Script end) {
    return peer -> {
      peer.upgrade("");
      assertThat(peer.readFrame()).isEqualTo("81 " + toHex("hello"));
      peer.sendFrame(0x81, utf8(word));
      end.run(peer);
    };
  }

  private static String toHex(String text) {
    return io.reactivesockets.websocket.codec.Bytes.hex(utf8(text));
  }

  private static ScriptedServer.Script close(int code) {
    return peer -> {
      peer.sendFrame(0x88, hex("%04x".formatted(code)));
      peer.readFrame();
    };
  }

  @Test
  void messages_of_one_session_after_the_other_arrive_each_rebuilt_by_the_hook()
      throws IOException {
    List<ReconnectState.Phase> phases = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
        new ScriptedServer(
            session("lost", peer -> {}),
            session("restart", close(1012)),
            peer -> {
              peer.readRequest();
              peer.send(UNAVAILABLE);
            },
            session("last", close(1000)))) {
      ReconnectControl control = quick().onOpen(socket -> socket.send(Frame.text("hello"))).build();
      ReconnectingWebSocket socket = connect(server, control);
      socket.states().subscribe(state -> phases.add(state.phase()));

      StepVerifier.create(socket.frames().map(Frame::text))
          .expectNext("lost", "restart", "last")
          .expectComplete()
          .verify(TIMEOUT);

      assertThat(server.connections()).isEqualTo(4);
      assertThat(phases).endsWith(ReconnectState.Phase.CLOSED);
      StepVerifier.create(socket.send(Frame.text("too late")))
          .expectErrorSatisfies(
              e ->
                  assertThat(((SocketOperationException) e).status())
                      .isEqualTo(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
    }
  }

  @Test
  void who_wants_the_first_that_comes_keeps_it_open() throws IOException {
    ScriptedServer.Script echo =
        peer -> {
          peer.upgrade("");
          peer.sendFrame(
              0x81, peer.readFrame().endsWith(toHex("word")) ? utf8("heard") : utf8("?"));
          peer.readFrame();
        };
    try (ScriptedServer server = new ScriptedServer(echo)) {
      ReconnectingWebSocket socket =
          Flux.concat(
                  ReconnectingWebSocket.connect(
                      server.uri("/"), MessageWebSocketControl.defaults(), quick().build()))
              .next()
              .block(TIMEOUT);

      StepVerifier.create(
              Mono.zip(
                  socket.frames().map(Frame::text).next(),
                  socket.send(Frame.text("word")).thenReturn(1)))
          .assertNext(both -> assertThat(both.getT1()).isEqualTo("heard"))
          .expectComplete()
          .verify(TIMEOUT);
      socket.close(1000, "").block(TIMEOUT);
    }
  }

  @Test
  void an_error_that_a_retry_cannot_help_ends_it() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            })) {
      StepVerifier.create(
              ReconnectingWebSocket.connect(
                  server.uri("/"), MessageWebSocketControl.defaults(), quick().build()))
          .expectErrorSatisfies(
              e -> assertThat(WebSocketError.statusOf(e)).isEqualTo(WebErrorStatus.FORBIDDEN))
          .verify(TIMEOUT);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void it_gives_up_after_as_many_failures_as_allowed() throws IOException {
    ScriptedServer.Script busy =
        peer -> {
          peer.readRequest();
          peer.send(UNAVAILABLE);
        };
    try (ScriptedServer server = new ScriptedServer(busy, busy, busy, busy)) {
      StepVerifier.create(
              ReconnectingWebSocket.connect(
                  server.uri("/"),
                  MessageWebSocketControl.defaults(),
                  quick().maxFailures(3).build()))
          .expectError(SocketOperationException.class)
          .verify(TIMEOUT);
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void closing_while_it_waits_ends_it_at_once() throws IOException {
    try (ScriptedServer server = new ScriptedServer(peer -> peer.upgrade(""))) {
      ReconnectControl patient =
          ReconnectControl.builder()
              .firstDelay(Duration.ofHours(1))
              .maxDelay(Duration.ofHours(1))
              .build();
      ReconnectingWebSocket socket = connect(server, patient);
      ReconnectState waiting =
          socket
              .states()
              .filter(state -> state.phase() == ReconnectState.Phase.WAITING)
              .blockFirst(TIMEOUT);
      assertThat(waiting).isNotNull();
      assertThat(waiting.failures()).isEqualTo(1);
      assertThat(waiting.delay()).isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
      assertThat(waiting.cause()).isPresent();

      socket.close(1000, "").block(TIMEOUT);
      socket.close(1000, "").block(TIMEOUT);

      assertThat(socket.states().blockLast(TIMEOUT))
          .extracting(ReconnectState::phase)
          .isEqualTo(ReconnectState.Phase.CLOSED);
    }
  }

  @Test
  void a_send_waits_for_the_next_session_but_not_for_ever() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> peer.upgrade(""),
            peer -> {
              peer.upgrade("");
              seen.add(peer.readFrame());
              peer.readFrame();
            })) {
      ReconnectControl control =
          ReconnectControl.builder()
              .firstDelay(Duration.ofMillis(300))
              .openTimeout(Duration.ofSeconds(10))
              .build();
      ReconnectingWebSocket socket = connect(server, control);
      socket
          .states()
          .filter(state -> state.phase() == ReconnectState.Phase.WAITING)
          .blockFirst(TIMEOUT);
      socket.send(Frame.text("x")).block(TIMEOUT);
      socket.close(1001, "").onErrorResume(e -> Mono.empty()).block(TIMEOUT);
      assertThat(seen).containsExactly("81 78");
    }
  }

  @Test
  void delays_double_up_to_the_longest_and_jitter_only_shortens_them() {
    ReconnectControl control =
        ReconnectControl.builder()
            .firstDelay(Duration.ofMillis(100))
            .maxDelay(Duration.ofMillis(500))
            .jitter(0.5)
            .build();
    List<Long> delays = new ArrayList<>();
    for (int failures = 1; failures <= 5; failures++) {
      delays.add(control.policy().delay(failures, 0).toMillis());
    }
    assertThat(delays).containsExactly(100L, 200L, 400L, 500L, 500L);
    assertThat(control.policy().delay(2, 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(control.policy().delay(1_000_000, 0)).isEqualTo(Duration.ofMillis(500));
  }
}
