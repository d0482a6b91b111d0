package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.websocket.codec.Bytes;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.subscriber.TestSubscriber;

/** What becomes of messages for a peer that does not read. */
class SlowConsumerTest {

  private static final int WINDOW = 65_536;

  private static SessionHarness<Frame> session(SlowConsumerPolicy policy) {
    SessionSettings plain = SessionHarness.settings(false);
    return SessionHarness.of(
        new SessionSettings(
            false,
            true,
            false,
            false,
            plain.limits(),
            plain.readAheadBytes(),
            plain.pendingOutboundBytes(),
            plain.maxFrameBytes(),
            policy,
            plain.heartbeat(),
            plain.closeTimeout(),
            plain.deflate(),
            6,
            256,
            SocketMetrics.none()));
  }

  private static SessionHarness<Frame> session(String action) {
    return session(policy(action));
  }

  private static SlowConsumerPolicy policy(String action) {
    return new SlowConsumerPolicy(
        SlowConsumerPolicy.Action.valueOf(action), CloseStatus.POLICY_VIOLATION);
  }

  /** Messages that begin with their number. */
  private static Frame numbered(int number) {
    return Frame.text(String.format("%05d", number) + "x".repeat(995));
  }

  private static List<Integer> numbers(SessionHarness<Frame> harness) {
    return harness.sent().stream()
        .filter(frame -> frame.startsWith("81 "))
        .map(frame -> new String(Bytes.hex(frame.substring(3, 13))))
        .map(Integer::valueOf)
        .toList();
  }

  private static List<Integer> sendThousand(
      SessionHarness<Frame> harness, Function<Flux<Frame>, Flux<Frame>> shape) {
    harness.valve.shut();
    TestSubscriber<Void> end = TestSubscriber.create();
    Flux<Frame> thousand = Flux.range(0, 1_000).map(SlowConsumerTest::numbered);
    harness.session.send(shape.apply(thousand)).subscribe(end);
    harness.channel.runPendingTasks();
    assertThat(harness.valve.heldBytes()).isLessThan(WINDOW + 20_000);
    harness.valve.open();
    List<Integer> sent = numbers(harness);
    assertThat(end.isTerminatedComplete()).isTrue();
    return sent;
  }

  @Test
  void drop_oldest_keeps_the_newest_in_order() {
    try (SessionHarness<Frame> harness = session(SlowConsumerPolicy.dropOldest())) {
      List<Integer> sent = sendThousand(harness, all -> all);
      assertThat(sent).isSorted().contains(0, 999).hasSizeBetween(120, 180);
      assertThat(harness.session.information().messagesDropped()).isEqualTo(1_000 - sent.size());
    }
  }

  @Test
  void drop_newest_keeps_the_oldest_in_order() {
    try (SessionHarness<Frame> harness = session(SlowConsumerPolicy.dropNewest())) {
      List<Integer> sent = sendThousand(harness, all -> all);
      assertThat(sent).isSorted().contains(0).doesNotContain(999).hasSizeBetween(120, 180);
      assertThat(sent).endsWith(sent.size() - 1);
    }
  }

  @Test
  void keep_latest_sends_the_newest_one_alone_after_what_was_on_the_wire() {
    try (SessionHarness<Frame> harness = session(SlowConsumerPolicy.keepLatest())) {
      List<Integer> sent = sendThousand(harness, all -> all);
      assertThat(sent).isSorted().endsWith(999);
      assertThat(sent.size()).isLessThan(170);
    }
  }

  @Test
  void close_closes_with_the_status_asked_for() {
    CloseStatus status = new CloseStatus(4008, "keep up");
    try (SessionHarness<Frame> harness = session(SlowConsumerPolicy.close(status))) {
      harness.valve.shut();
      TestSubscriber<Void> send = TestSubscriber.create();
      TestSubscriber<WebSocketClosed> closed = TestSubscriber.create();
      harness.session.closed().subscribe(closed);
      harness.session.send(Flux.range(0, 1_000).map(SlowConsumerTest::numbered)).subscribe(send);
      harness.channel.runPendingTasks();
      assertThat(send.expectTerminalError())
          .isInstanceOfSatisfying(
              SocketOperationException.class,
              e -> assertThat(e.status()).isEqualTo(SocketErrorStatus.NO_BUFFER_SPACE));
      harness.valve.open();
      List<String> frames = harness.sent();
      assertThat(frames.get(frames.size() - 1)).startsWith("88 0fa8");
      harness.advance(SessionHarness.CLOSE_TIMEOUT);
      assertThat(closed.getReceivedOnNext().get(0).sent()).contains(status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "KEEP_LATEST"})
  void single_sends_share_one_bound(String action) {
    try (SessionHarness<Frame> harness = session(action)) {
      harness.valve.shut();
      for (int i = 0; i < 1_000; i++) {
        harness.session.send(numbered(i)).subscribe();
        harness.channel.runPendingTasks();
      }
      harness.valve.open();
      assertThat(numbers(harness)).isSorted().hasSizeLessThan(180);
      assertThat(harness.session.information().messagesDropped()).isGreaterThan(800);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "KEEP_LATEST"})
  void a_message_of_several_parts_is_kept_or_dropped_as_one(String action) {
    try (SessionHarness<Frame> harness = session(action)) {
      harness.valve.shut();
      Flux<Frame> parts =
          Flux.range(0, 500)
              .concatMapIterable(
                  i ->
                      List.<Frame>of(
                          Frame.textPart("a" + i + "x".repeat(500)),
                          Frame.textPart("b" + "x".repeat(500)),
                          Frame.text("c" + "x".repeat(500))));
      TestSubscriber<Void> end = TestSubscriber.create();
      harness.session.send(parts).subscribe(end);
      harness.channel.runPendingTasks();
      harness.valve.open();
      List<String> frames = harness.sent();
      assertThat(frames).hasSizeLessThan(600);
      assertThat(end.isTerminated()).isTrue();
      for (int i = 0; i + 2 < frames.size(); i += 3) {
        assertThat(frames.get(i)).startsWith("1 61");
        assertThat(frames.get(i + 1)).startsWith("0 62");
        assertThat(frames.get(i + 2)).startsWith("80 63");
      }
    }
  }

  @Test
  void a_peer_that_keeps_up_loses_nothing() {
    try (SessionHarness<Frame> harness = session(SlowConsumerPolicy.dropOldest())) {
      Sinks.Many<Frame> source = Sinks.many().unicast().onBackpressureBuffer();
      TestSubscriber<Void> end = TestSubscriber.create();
      harness.session.send(source.asFlux()).subscribe(end);
      for (int i = 0; i < 500; i++) {
        source.tryEmitNext(numbered(i));
        harness.channel.runPendingTasks();
      }
      source.tryEmitComplete();
      assertThat(numbers(harness)).hasSize(500);
      assertThat(end.isTerminatedComplete()).isTrue();
      assertThat(harness.session.information().messagesDropped()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "KEEP_LATEST", "CLOSE"})
  void a_message_waits_for_the_end_of_the_one_whose_parts_still_come(String action) {
    try (SessionHarness<Frame> harness = session(action)) {
      Sinks.Many<Frame> inParts = Sinks.many().unicast().onBackpressureBuffer();
      harness.session.send(inParts.asFlux()).subscribe();
      inParts.tryEmitNext(Frame.textPart("a"));

      TestSubscriber<Void> whole = TestSubscriber.create();
      harness.session.send(Frame.text("c")).subscribe(whole);

      assertThat(harness.sent()).containsExactly("1 61");
      assertThat(whole.isTerminated()).isFalse();

      inParts.tryEmitNext(Frame.text("b"));
      inParts.tryEmitComplete();

      assertThat(harness.sent()).containsExactly("80 62", "81 63");
      assertThat(whole.isTerminatedComplete()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "KEEP_LATEST", "CLOSE"})
  void a_message_that_a_send_left_unfinished_is_gone_on_with_by_the_next(String action) {
    try (SessionHarness<Frame> harness = session(action)) {
      harness.session.send(Frame.textPart("a")).subscribe();
      harness.session.send(Frame.text("b")).subscribe();

      assertThat(harness.sent()).containsExactly("1 61", "80 62");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "KEEP_LATEST"})
  void a_message_whose_parts_are_sent_one_by_one_is_kept_or_dropped_as_one(String action) {
    try (SessionHarness<Frame> harness = session(action)) {
      harness.valve.shut();
      for (int i = 0; i < 500; i++) {
        harness.session.send(Frame.textPart("a" + "x".repeat(500))).subscribe();
        harness.session.send(Frame.textPart("b" + "x".repeat(500))).subscribe();
        harness.session.send(Frame.text("c" + "x".repeat(500))).subscribe();
        harness.channel.runPendingTasks();
      }

      harness.valve.open();
      List<String> frames = harness.sent();

      assertThat(frames).hasSizeBetween(100, 600);
      for (int i = 0; i < frames.size(); i += 3) {
        assertThat(frames.get(i)).startsWith("1 61");
        assertThat(frames.get(i + 1)).startsWith("0 62");
        assertThat(frames.get(i + 2)).startsWith("80 63");
      }
      assertThat(harness.session.information().messagesDropped())
          .isEqualTo(500 - frames.size() / 3);
    }
  }

  /** Fills what the wire takes, so that what comes next has to wait. */
  private static void fillWire(SessionHarness<Frame> harness) {
    harness.valve.shut();
    harness.session.send(Frame.binary(new byte[WINDOW])).subscribe();
    harness.channel.runPendingTasks();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "KEEP_LATEST", "CLOSE"})
  void a_message_that_a_cancelled_send_had_only_begun_to_hand_in_is_not_sent(String action) {
    try (SessionHarness<Frame> harness = session(action)) {
      fillWire(harness);
      Sinks.Many<Frame> inParts = Sinks.many().unicast().onBackpressureBuffer();
      Disposable send = harness.session.send(inParts.asFlux()).subscribe();
      inParts.tryEmitNext(Frame.textPart("a"));

      send.dispose();
      harness.session.send(Frame.text("b")).subscribe();

      harness.valve.open();
      assertThat(harness.sent()).hasSize(2).endsWith("81 62");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "CLOSE"})
  void a_message_of_mixed_types_fails_alone(String action) {
    try (SessionHarness<Frame> harness = session(action)) {
      TestSubscriber<Void> mixed = TestSubscriber.create();
      Sinks.Many<Frame> parts = Sinks.many().unicast().onBackpressureBuffer();
      harness.session.send(parts.asFlux()).subscribe(mixed);
      parts.tryEmitNext(Frame.textPart("a"));
      TestSubscriber<Void> next = TestSubscriber.create();
      harness.session.send(Frame.text("c")).subscribe(next);

      parts.tryEmitNext(Frame.binary(new byte[] {1}));

      assertThat(harness.sent()).containsExactly("1 61", "80 63");
      assertThat(mixed.expectTerminalError()).isInstanceOf(SocketOperationException.class);
      assertThat(next.isTerminatedComplete()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "KEEP_LATEST"})
  void a_stream_of_bytes_drops_nothing(String action) {
    SlowConsumerPolicy policy = policy(action);
    StreamWebSocketControl.Builder client =
        StreamWebSocketControl.builder().slowConsumerPolicy(policy);
    ServerStreamWebSocketControl.Builder server =
        ServerStreamWebSocketControl.builder().slowConsumerPolicy(policy);

    assertThatIllegalArgumentException()
        .isThrownBy(client::build)
        .withMessageStartingWith("slowConsumerPolicy: " + action + " (expected: WAIT or CLOSE");
    assertThatIllegalArgumentException().isThrownBy(server::build);
  }
}
