package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.TIMEOUT;
import static io.reactivesockets.datagram.Sockets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** More datagrams than anybody takes: each is delivered or counted. */
class DatagramOverloadTest {

  private static final int COUNT = 4_000;
  private static final int SIZE = 200;
  private static final int READ_AHEAD = 16_384;

  @OnEachTransport
  void with_a_stalled_subscriber_every_datagram_is_delivered_or_counted(Transport transport) {
    everyDatagramIsAccountedFor(transport, DropPolicy.NEWEST, true);
  }

  @OnEachTransport
  void with_nobody_subscribed_every_datagram_is_delivered_or_counted(Transport transport) {
    everyDatagramIsAccountedFor(transport, DropPolicy.NEWEST, false);
  }

  @OnEachTransport
  void when_the_oldest_are_dropped_every_datagram_is_delivered_or_counted(Transport transport) {
    everyDatagramIsAccountedFor(transport, DropPolicy.OLDEST, true);
  }

  private static void everyDatagramIsAccountedFor(
      Transport transport, DropPolicy policy, boolean subscribed) {
    try (Sockets sockets = Sockets.on(transport)) {
      // Given a receiver that asks for three datagrams and no more
      DatagramSocket receiver = sockets.bind("127.0.0.1", small(policy));
      DatagramSocket sender = sockets.bind("127.0.0.1");
      Numbers numbers = new Numbers(3);
      if (subscribed) {
        receiver.messages().subscribe(numbers);
      }

      // When far more are sent
      long sent = flood(sender, address("127.0.0.1", receiver.port()));

      // Then little is kept, and when it is asked for, everything adds up
      awaitQuiet(receiver);
      DatagramSocketInformation full = receiver.information();
      assertThat(full.unreadBytes()).isBetween(1, READ_AHEAD);
      if (subscribed) {
        assertThat(numbers.seen).hasSize(3);
        numbers.request(Long.MAX_VALUE);
      } else {
        receiver.messages().subscribe(numbers);
        numbers.request(Long.MAX_VALUE);
      }
      awaitTotal(receiver, sent);
      DatagramSocketInformation end = receiver.information();
      assertThat(end.deliveredCount()).isEqualTo(numbers.seen.size());
      assertThat(end.droppedCount() + end.kernelDroppedCount().orElseThrow()).isPositive();
      assertThat(numbers.seen).isSorted();
      if (policy == DropPolicy.OLDEST) {
        assertThat(numbers.seen).doesNotContain(10);
      } else {
        assertThat(numbers.seen).startsWith(0, 1, 2, 3, 4, 5);
      }
    }
  }

  @OnEachTransport
  void trains_that_the_kernel_drops_make_its_count_a_lower_bound_that_says_so(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver =
          sockets.bind(
              "127.0.0.1", control -> control.readAheadBytes(READ_AHEAD).inboundBufferBytes(4_096));
      DatagramSocket sender = sockets.bind("127.0.0.1");

      long sent = flood(sender, address("127.0.0.1", receiver.port()));
      awaitQuiet(receiver);
      receiver.messages().subscribe();
      awaitQuiet(receiver);

      DatagramSocketInformation end = receiver.information();
      assertThat(total(end)).isLessThanOrEqualTo(sent);
      if (end.kernelDroppedCountExact()) {
        assertThat(total(end)).isEqualTo(sent);
      }
    }
  }

  @OnEachTransport
  void with_a_slow_subscriber_every_datagram_is_delivered_or_counted(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1", small(DropPolicy.NEWEST));
      DatagramSocket sender = sockets.bind("127.0.0.1");
      AtomicInteger taken = new AtomicInteger();
      Disposable slow =
          receiver
              .messages()
              .limitRate(8)
              .delayElements(Duration.ofMillis(1))
              .take(1_000)
              .subscribe(message -> taken.incrementAndGet());

      long sent = flood(sender, address("127.0.0.1", receiver.port()));
      slow.dispose();

      receiver.messages().subscribe();
      awaitTotal(receiver, sent);
    }
  }

  @OnEachTransport
  void when_a_subscriber_cancels_in_the_middle_nothing_gets_lost_uncounted(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.bind("127.0.0.1");
      Numbers first = new Numbers(Long.MAX_VALUE);
      receiver.messages().take(500).subscribe(first);
      InetSocketAddress to = address("127.0.0.1", receiver.port());

      sender.send(numbered(1_000, to)).block(TIMEOUT);
      Numbers second = new Numbers(Long.MAX_VALUE);
      Flux.interval(Duration.ofMillis(5))
          .filter(tick -> first.seen.size() == 500)
          .blockFirst(TIMEOUT);
      receiver.messages().subscribe(second);
      awaitTotal(receiver, 1_000);

      assertThat(first.seen).hasSize(500).isSorted();
      assertThat(second.seen).isSorted();
      assertThat(receiver.information().deliveredCount()).isEqualTo(500L + second.seen.size());
    }
  }

  @OnEachTransport
  void datagrams_left_at_the_close_are_counted_as_dropped(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());
      sender.send(numbered(10, address("127.0.0.1", receiver.port()))).block(TIMEOUT);
      awaitUnread(receiver, 10);

      receiver.close().block(TIMEOUT);

      DatagramSocketInformation end = receiver.information();
      assertThat(end.droppedCount()).isEqualTo(10);
      assertThat(end.unreadCount()).isZero();
    }
  }

  private static java.util.function.UnaryOperator<DatagramSocketControl.Builder> small(
      DropPolicy policy) {
    return control ->
        control
            .readAheadBytes(READ_AHEAD)
            .inboundBufferBytes(32_768)
            .dropPolicy(policy)
            .receiveOffload(false);
  }

  private static long flood(DatagramSocket sender, InetSocketAddress to) {
    SendResult result = sender.send(numbered(COUNT, to)).block(TIMEOUT);
    assertThat(result.failedCount()).isZero();
    return result.sentCount();
  }

  private static Flux<Datagram> numbered(int count, InetSocketAddress to) {
    return Flux.range(0, count)
        .map(i -> Datagram.to(to, ByteBuffer.allocate(SIZE + i % 3).putInt(0, i)));
  }

  private static void awaitUnread(DatagramSocket receiver, int count) {
    Flux.interval(Duration.ofMillis(5))
        .filter(tick -> receiver.information().unreadCount() == count)
        .blockFirst(TIMEOUT);
  }

  /** Until nothing changes any more. */
  private static void awaitQuiet(DatagramSocket receiver) {
    Flux.interval(Duration.ofMillis(20))
        .map(tick -> total(receiver.information()))
        .buffer(5, 1)
        .filter(last -> last.stream().distinct().count() == 1)
        .blockFirst(TIMEOUT);
  }

  private static void awaitTotal(DatagramSocket receiver, long sent) {
    List<DatagramSocketInformation> seen = new CopyOnWriteArrayList<>();
    Flux.interval(Duration.ofMillis(10))
        .map(tick -> receiver.information())
        .doOnNext(seen::add)
        .filter(now -> now.unreadCount() == 0 && total(now) >= sent)
        .take(Duration.ofSeconds(20))
        .blockFirst(TIMEOUT);
    DatagramSocketInformation last = seen.get(seen.size() - 1);
    assertThat(total(last)).as("%s", last).isEqualTo(sent);
  }

  private static long total(DatagramSocketInformation now) {
    return now.deliveredCount()
        + now.droppedCount()
        + now.unreadCount()
        + now.kernelDroppedCount().orElseThrow();
  }

  /** Notes the numbers in the datagrams; asks for as many as it is told to. */
  private static final class Numbers extends BaseSubscriber<Message> {

    private final List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    private final long first;

    Numbers(long first) {
      this.first = first;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(first);
    }

    @Override
    protected void hookOnNext(Message message) {
      seen.add(message.payload().getInt());
    }
  }
}
