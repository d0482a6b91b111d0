package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What WebSockets tell whoever measures them. */
class WebSocketMetricsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Told told = new Told();

  /** Adds up what is told. */
  private static final class Told implements SocketMetrics {

    final Map<String, Long> sums = new ConcurrentHashMap<>();

    private void add(String what, SocketRole role, long by) {
      sums.merge(what + " " + role, by, Long::sum);
    }

    @Override
    public void opened(SocketRole role) {
      add("opened", role, 1);
    }

    @Override
    public void closed(SocketRole role) {
      add("closed", role, 1);
    }

    @Override
    public void received(SocketRole role, long bytes) {
      add("received", role, bytes);
    }

    @Override
    public void sent(SocketRole role, long bytes) {
      add("sent", role, bytes);
    }

    @Override
    public void connectEnded(SocketRole role, Duration took, Optional<SocketErrorStatus> failure) {
      add("connect " + failure.map(Enum::name).orElse("SUCCESS"), role, 1);
    }

    @Override
    public void refused(SocketRole role) {
      add("refused", role, 1);
    }

    @Override
    public void dropped(SocketRole role, long messages) {
      add("dropped", role, messages);
    }

    @Override
    public void messageReceived(SocketRole role) {
      add("messages received", role, 1);
    }

    @Override
    public void messageSent(SocketRole role) {
      add("messages sent", role, 1);
    }

    @Override
    public void roundTrip(SocketRole role, Duration took) {
      add("round trips", role, 1);
    }
  }

  private Mono<WebSocketListener> echo() {
    StreamSocketListenerControl socket =
        StreamSocketListenerControl.builder()
            .accepted(StreamSocketControl.builder().metrics(told).build())
            .build();
    return WebSocketListener.bind(
            "127.0.0.1", 0, WebSocketListenerControl.builder().socket(socket).build())
        .doOnNext(
            listener ->
                listener
                    .messageSockets(
                        "/echo", ServerMessageWebSocketControl.builder().metrics(told).build())
                    .flatMap(each -> each.send(each.frames()).onErrorComplete())
                    .subscribe());
  }

  @Test
  void sockets_bytes_messages_and_round_trips_are_told() {
    // given
    WebSocketListener listener = Objects.requireNonNull(echo().block(TIMEOUT));
    MessageWebSocketControl control = MessageWebSocketControl.builder().metrics(told).build();
    Mono<MessageWebSocket> connect =
        MessageWebSocket.connect(
            URI.create("ws://127.0.0.1:" + listener.port() + "/echo"), control);
    // when
    StepVerifier.create(
            connect.flatMap(
                socket ->
                    socket
                        .send(Flux.just(Frame.text("one"), Frame.textPart("t"), Frame.text("wo")))
                        .thenMany(socket.frames().take(2))
                        .then(socket.ping())
                        .then(socket.close(1000, ""))))
        .expectComplete()
        .verify(TIMEOUT);
    listener.shutdown(TIMEOUT).block(TIMEOUT);
    // then: frames have two bytes of head and, of a client, four of mask
    assertThat(told.sums)
        .containsEntry("opened WEB_SOCKET_CLIENT", 1L)
        .containsEntry("opened WEB_SOCKET_SERVER", 1L)
        .containsEntry("closed WEB_SOCKET_CLIENT", 1L)
        .containsEntry("closed WEB_SOCKET_SERVER", 1L)
        .containsEntry("connect SUCCESS WEB_SOCKET_CLIENT", 1L)
        .containsEntry("messages sent WEB_SOCKET_CLIENT", 2L)
        .containsEntry("messages received WEB_SOCKET_SERVER", 2L)
        .containsEntry("messages sent WEB_SOCKET_SERVER", 2L)
        .containsEntry("messages received WEB_SOCKET_CLIENT", 2L)
        .containsEntry("round trips WEB_SOCKET_CLIENT", 1L)
        .containsEntry("received WEB_SOCKET_SERVER", 3 * 6 + 6L + (6 + 8) + (6 + 2))
        .containsEntry("sent WEB_SOCKET_CLIENT", 3 * 6 + 6L + (6 + 8) + (6 + 2))
        .containsEntry("sent WEB_SOCKET_SERVER", 2 * 2 + 6L + (2 + 8) + (2 + 2))
        .containsEntry("received WEB_SOCKET_CLIENT", 2 * 2 + 6L + (2 + 8) + (2 + 2));
  }

  @Test
  void refusals_are_told_on_both_sides() {
    WebSocketListener listener = Objects.requireNonNull(echo().block(TIMEOUT));
    MessageWebSocketControl control = MessageWebSocketControl.builder().metrics(told).build();
    URI elsewhere = URI.create("ws://127.0.0.1:" + listener.port() + "/elsewhere");

    StepVerifier.create(MessageWebSocket.connect(elsewhere, control)).expectError().verify(TIMEOUT);

    listener.shutdown(TIMEOUT).block(TIMEOUT);
    assertThat(told.sums)
        .containsEntry("refused WEB_SOCKET_SERVER", 1L)
        .containsEntry("connect UPGRADE_REFUSED WEB_SOCKET_CLIENT", 1L)
        .doesNotContainKey("opened WEB_SOCKET_CLIENT");
  }

  @Test
  void an_attempt_that_nobody_waits_for_is_told_as_aborted() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Conversation::readToEnd)) {
      MessageWebSocketControl control = MessageWebSocketControl.builder().metrics(told).build();
      StepVerifier.create(
              MessageWebSocket.connect(server.uri("/"), control).timeout(Duration.ofMillis(300)))
          .expectError()
          .verify(TIMEOUT);
    }
    assertThat(told.sums).containsOnlyKeys("connect OPERATION_ABORTED WEB_SOCKET_CLIENT");
  }

  @Test
  void messages_that_a_policy_drops_are_told() {
    SessionSettings plain = SessionHarness.settings(false);
    SessionSettings settings =
        new SessionSettings(
            false,
            true,
            false,
            false,
            plain.limits(),
            plain.readAheadBytes(),
            1_024,
            plain.maxFrameBytes(),
            SlowConsumerPolicy.dropNewest(),
            plain.heartbeat(),
            plain.closeTimeout(),
            plain.deflate(),
            6,
            256,
            told);
    try (SessionHarness<Frame> server = SessionHarness.of(settings)) {
      server.valve.shut();
      for (int i = 0; i < 10; i++) {
        server.session.send(Frame.binary(new byte[1_000])).subscribe();
      }
      server.channel.runPendingTasks();
      assertThat(told.sums.get("dropped WEB_SOCKET_SERVER")).isPositive();
      server.receive(0x88, hex("03e8"));
    }
    assertThat(told.sums).containsEntry("closed WEB_SOCKET_SERVER", 1L);
  }
}
