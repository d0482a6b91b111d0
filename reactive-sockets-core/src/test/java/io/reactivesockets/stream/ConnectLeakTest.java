package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.host.HostName;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** Nothing is left behind, whoever wins and whenever somebody leaves. */
class ConnectLeakTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int RACES = 1_000;
  private static final int LEAVES = 200;

  static List<String> transports() {
    return ConnectFixture.transports();
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_thousand_races_leave_no_loser_open(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport);
        Greeter here = Greeter.at("127.0.0.1", 0);
        Greeter there = Greeter.at("::1", here.port())) {
      // given attempts that start almost at once, so that several connect
      net.dns().address("race.example", "127.0.0.1", "127.0.0.1", "::1");
      StreamSocketControl control =
          net.control(c -> c.connectionAttemptDelay(Duration.ofMillis(1)));
      AtomicInteger emitted = new AtomicInteger();
      // when
      Flux.range(0, RACES)
          .flatMap(
              i ->
                  net.connect("race.example", here.port(), control)
                      .doOnNext(socket -> emitted.incrementAndGet())
                      .flatMap(StreamSocket::reset),
              16)
          .blockLast(TIMEOUT);
      // then
      assertThat(emitted).hasValue(RACES);
      net.expectNothingOpen();
      assertThat(net.transport().openedCount()).isGreaterThanOrEqualTo(RACES);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void leaving_at_any_moment_leaves_nothing_open(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport);
        Greeter here = Greeter.at("127.0.0.1", 0)) {
      // given a connect that takes a while in each of its stages
      net.closing(BlackHole.at("127.0.0.2", here.port()));
      net.dns()
          .address("long.example", "127.0.0.2", "127.0.0.1")
          .delay("long.example", ScriptedDns.A, Duration.ofMillis(1));
      StreamSocketControl control =
          net.control(c -> c.connectionAttemptDelay(Duration.ofMillis(2)));
      long begin = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        net.connect("long.example", here.port(), control)
            .flatMap(StreamSocket::reset)
            .block(TIMEOUT);
      }
      int usualNanos = (int) Math.min(30_000_000, (System.nanoTime() - begin) / 10);
      Random random = new Random(1);
      AtomicInteger emitted = new AtomicInteger();
      // when
      for (int i = 0; i < LEAVES; i++) {
        BaseSubscriber<StreamSocket> leaving =
            new BaseSubscriber<>() {
              @Override
              protected void hookOnNext(StreamSocket socket) {
                emitted.incrementAndGet();
                socket.reset().subscribe();
              }
            };
        net.connect("long.example", here.port(), control).subscribe(leaving);
        LockSupport.parkNanos(random.nextInt(2 * usualNanos));
        leaving.cancel();
      }
      // then
      net.expectNothingOpen();
      assertThat(emitted.get()).isBetween(1, LEAVES - 1);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_socket_that_nobody_asked_for_is_closed_when_its_subscriber_leaves(String transport)
      throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given a subscriber without demand
      ServerSocket listener = net.listen("127.0.0.1", 0);
      CountDownLatch subscribed = new CountDownLatch(1);
      BaseSubscriber<StreamSocket> nobody =
          new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
              subscribed.countDown();
            }
          };
      net.connect("127.0.0.1", listener.getLocalPort(), net.control()).subscribe(nobody);
      assertThat(subscribed.await(5, TimeUnit.SECONDS)).isTrue();
      listener.accept().close();
      // when
      nobody.cancel();
      // then
      net.expectNothingOpen();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void what_a_loser_had_read_is_released(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport);
        Greeter here = Greeter.at("127.0.0.1", 0);
        Greeter there = Greeter.at("::1", here.port())) {
      // given servers that speak first; the leak detector of the build watches
      net.dns().address("race.example", "127.0.0.1", "::1");
      StreamSocketControl control =
          net.control(c -> c.connectionAttemptDelay(Duration.ofMillis(1)));
      // when
      for (int i = 0; i < 50; i++) {
        StreamSocket socket = net.connect("race.example", here.port(), control).block(TIMEOUT);
        assertThat(socket.information().remoteHostName()).contains(HostName.of("race.example"));
        socket.input().next().block(TIMEOUT);
        socket.close().block(TIMEOUT);
      }
      // then
      net.expectNothingOpen();
    }
  }
}
