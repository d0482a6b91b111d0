package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.websocket.codec.Bytes;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** RFC 6455 sections 5.5.2 and 5.5.3: pings, pongs and peers that fall silent. */
class HeartbeatTest {

  private static final int TEXT = 0x81;
  private static final int PONG = 0x8A;

  private final SessionHarness<Frame> server = SessionHarness.server();
  private final TestSubscriber<WebSocketClosed> closed = TestSubscriber.create();

  HeartbeatTest() {
    server.session.closed().subscribe(closed);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_ping_is_sent_at_the_interval_and_the_round_trip_is_measured() {
    server.advance(SessionHarness.PING_INTERVAL.minusMillis(1));
    assertThat(server.sent()).isEmpty();
    server.advance(Duration.ofMillis(1));
    List<String> pings = server.sent();
    assertThat(pings).hasSize(1);
    assertThat(pings.get(0)).startsWith("89 ");
    server.advance(Duration.ofMillis(40));
    server.receive(PONG, hex(pings.get(0).substring(3)));
    assertThat(server.session.information().roundTripTime()).contains(Duration.ofMillis(40));
    server.advance(SessionHarness.PING_INTERVAL);
    assertThat(server.sent()).hasSize(1);
    assertThat(server.channel.isOpen()).isTrue();
  }

  @Test
  void nobody_is_asked_who_was_heard_within_the_interval() {
    for (int i = 0; i < 10; i++) {
      server.advance(SessionHarness.PING_INTERVAL.minusSeconds(1));
      assertThat(server.sent()).isEmpty();
      server.receive(TEXT, utf8("busy"));
    }
    server.advance(SessionHarness.PING_INTERVAL);
    assertThat(server.sent()).hasSize(1);
  }

  @Test
  void a_peer_that_is_silent_after_a_ping_is_given_up() {
    TestSubscriber<Frame> received = TestSubscriber.create();
    server.session.receive().subscribe(received);
    server.advance(SessionHarness.PING_INTERVAL);
    server.advance(SessionHarness.PONG_TIMEOUT.minusMillis(1));
    assertThat(server.channel.isOpen()).isTrue();
    server.advance(Duration.ofMillis(1));
    assertThat(server.channel.isOpen()).isFalse();
    assertThat(received.expectTerminalError())
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            e -> assertThat(e.status()).isEqualTo(SocketErrorStatus.PEER_UNRESPONSIVE));
    assertThat(closed.getReceivedOnNext().get(0).status()).isEqualTo(CloseStatus.ABNORMAL);
  }

  @Test
  void anything_that_arrives_is_a_sign_of_life() {
    TestSubscriber<Frame> received = TestSubscriber.create();
    server.session.receive().subscribe(received);
    for (int i = 0; i < 20; i++) {
      server.advance(SessionHarness.PONG_TIMEOUT.minusSeconds(1));
      server.receive(TEXT, utf8("alive"));
    }
    assertThat(server.channel.isOpen()).isTrue();
  }

  @Test
  void silence_proves_nothing_while_we_do_not_read() {
    // given: nobody receives, and so much has come that we read no more
    for (int i = 0; i < 20; i++) {
      server.receive(TEXT, new byte[100]);
    }
    assertThat(server.channel.config().isAutoRead()).isFalse();
    // when
    server.advance(Duration.ofMinutes(5));
    assertThat(server.channel.isOpen()).isTrue();
    // then: once we read again the peer gets its full time
    TestSubscriber<Frame> received = TestSubscriber.create();
    server.session.receive().subscribe(received);
    server.advance(SessionHarness.PONG_TIMEOUT.minusMillis(1));
    assertThat(server.channel.isOpen()).isTrue();
    server.advance(SessionHarness.PING_INTERVAL);
    assertThat(server.channel.isOpen()).isFalse();
  }

  @Test
  void the_application_may_ping_and_learn_how_long_it_took() {
    TestSubscriber<Duration> answer = TestSubscriber.create();
    server.session.ping().subscribe(answer);
    String ping = server.sent().get(0);
    server.advance(Duration.ofMillis(7));
    server.receive(PONG, hex(ping.substring(3)));
    assertThat(answer.getReceivedOnNext()).containsExactly(Duration.ofMillis(7));
  }

  @Test
  void a_pong_to_a_later_ping_answers_the_earlier_ones_too() {
    TestSubscriber<Duration> first = TestSubscriber.create();
    TestSubscriber<Duration> second = TestSubscriber.create();
    server.session.ping().subscribe(first);
    server.session.ping().subscribe(second);
    List<String> pings = server.sent();
    server.receive(PONG, hex(pings.get(1).substring(3)));
    assertThat(first.isTerminatedComplete()).isTrue();
    assertThat(second.isTerminatedComplete()).isTrue();
  }

  @Test
  void a_ping_of_the_application_fails_when_the_connection_ends() {
    TestSubscriber<Duration> answer = TestSubscriber.create();
    server.session.ping().subscribe(answer);
    server.disconnect();
    assertThat(answer.isTerminatedError()).isTrue();
    TestSubscriber<Duration> later = TestSubscriber.create();
    server.session.ping().subscribe(later);
    assertThat(later.isTerminatedError()).isTrue();
  }

  @Test
  void who_waits_for_an_answer_no_more_is_forgotten() {
    TestSubscriber<Duration> leaving = TestSubscriber.create();
    TestSubscriber<Duration> staying = TestSubscriber.create();
    server.session.ping().subscribe(leaving);
    server.session.ping().subscribe(staying);
    leaving.cancel();
    WeakReference<Object> left = new WeakReference<>(leaving);
    leaving = null;

    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (left.get() != null && System.nanoTime() < end) {
      System.gc();
    }

    assertThat(left.get()).isNull();
    List<String> pings = server.sent();
    server.receive(PONG, hex(pings.get(pings.size() - 1).substring(3)));
    assertThat(staying.isTerminatedComplete()).isTrue();
  }

  @Test
  void a_pong_that_answers_nothing_is_harmless() {
    server.receive(PONG, hex(""));
    server.receive(PONG, hex("7fffffffffffffff"));
    server.receive(PONG, Bytes.random(125, 1));
    assertThat(server.session.isOpen()).isTrue();
    assertThat(server.session.information().roundTripTime()).isEmpty();
  }

  @Test
  void a_pong_may_be_sent_unasked_at_an_interval() {
    SessionSettings plain = SessionHarness.settings(true);
    SessionSettings beating =
        new SessionSettings(
            true,
            true,
            false,
            false,
            plain.limits(),
            plain.readAheadBytes(),
            plain.pendingOutboundBytes(),
            plain.maxFrameBytes(),
            plain.policy(),
            new HeartbeatSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(5)),
            plain.closeTimeout(),
            plain.deflate(),
            6,
            256,
            SocketMetrics.none());
    try (SessionHarness<Frame> client = SessionHarness.of(beating)) {
      client.advance(Duration.ofSeconds(5));
      client.advance(Duration.ofSeconds(5));
      assertThat(client.sent()).containsExactly("8a ", "8a ");
      client.advance(Duration.ofMinutes(5));
      assertThat(client.channel.isOpen()).isTrue();
    }
  }

  @Test
  void a_peer_that_does_not_read_is_given_up_only_if_it_is_silent_too() {
    server.valve.shut();
    Flux.from(server.session.send(Flux.range(0, 200).map(i -> Frame.binary(new byte[1_000]))))
        .subscribe(item -> {}, error -> {});
    TestSubscriber<Frame> received = TestSubscriber.create();
    server.session.receive().subscribe(received);
    for (int i = 0; i < 10; i++) {
      server.advance(SessionHarness.PING_INTERVAL.dividedBy(2));
      server.receive(TEXT, utf8("still here"));
    }
    assertThat(server.channel.isOpen()).isTrue();
    server.advance(SessionHarness.PING_INTERVAL);
    server.advance(SessionHarness.PONG_TIMEOUT);
    assertThat(server.channel.isOpen()).isFalse();
  }
}
