package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends numbers to an echo, again and again, and sees that they come back, each once and in order.
 * Fifty clients do so all the time, to notice every pause; others, twice a second.
 */
final class NumberedClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final int EAGER = 50;
  private static final Duration EAGER_PACE = Duration.ofMillis(20);
  private static final Duration PACE = Duration.ofMillis(500);
  private static final int BLOCK = 200;

  private final StreamSocket socket;
  private final boolean eager;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private volatile @Nullable Throwable failure;
  private int next;
  private final Mono<Void> ended;

  private NumberedClient(StreamSocket socket, boolean eager) {
    this.socket = socket;
    this.eager = eager;
    this.ended =
        Mono.defer(this::round)
            .repeatWhen(
                rounds ->
                    rounds.delayElements(eager ? EAGER_PACE : PACE).takeWhile(round -> !stop.get()))
            .then()
            .doOnError(e -> failure = e)
            .onErrorComplete()
            .cache();
    ended.subscribe();
  }

  static List<NumberedClient> connect(int port, int count) {
    return fillUp(List.of(), port, count);
  }

  /** Connects as many as are missing. */
  static List<NumberedClient> fillUp(List<NumberedClient> some, int port, int count) {
    long eager = EAGER - some.stream().filter(NumberedClient::isEager).count();
    List<NumberedClient> all = new ArrayList<>(some);
    all.addAll(
        Flux.range(0, count - some.size())
            .flatMap(
                i ->
                    StreamSocket.connect("127.0.0.1", port)
                        .map(socket -> new NumberedClient(socket, i < eager)),
                16)
            .collectList()
            .block(TIMEOUT));
    return all;
  }

  static void assertAllGoOn(List<NumberedClient> clients) {
    all(clients, client -> client.more(2));
    assertThat(clients).allSatisfy(client -> assertThat(client.failure()).isNull());
  }

  /** Waits until each client has gone on or failed; returns those that went on. */
  static List<NumberedClient> settled(List<NumberedClient> clients) {
    all(clients, client -> client.more(3));
    List<NumberedClient> alive =
        clients.stream().filter(client -> client.failure() == null).toList();
    all(clients, client -> client.failure() == null ? Mono.empty() : client.abort());
    assertThat(clients).noneMatch(client -> client.failure() instanceof AssertionError);
    return alive;
  }

  static void assertAllEndWell(List<NumberedClient> clients) {
    all(clients, NumberedClient::finish);
    assertThat(clients).allSatisfy(client -> assertThat(client.failure()).isNull());
  }

  private static void all(
      List<NumberedClient> clients, Function<NumberedClient, Mono<Void>> action) {
    Flux.fromIterable(clients).flatMap(action, 10_000).then().block(TIMEOUT);
  }

  private Mono<Void> round() {
    int first = next;
    long start = System.nanoTime();
    ByteBuffer block = ByteBuffer.allocate(4 * BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block.putInt(first + i);
    }
    next = first + BLOCK;
    Mono<Void> echoed =
        socket
            .<Integer>input(() -> (input, end) -> input.remaining() < 4 ? null : input.getInt())
            .take(BLOCK)
            .collectList()
            .doOnNext(
                all -> {
                  for (int i = 0; i < all.size(); i++) {
                    if (all.get(i) != first + i) {
                      throw new AssertionError(all.get(i) + " instead of " + (first + i));
                    }
                  }
                  if (all.size() < BLOCK) {
                    throw new IllegalStateException("ended after " + (first + all.size()));
                  }
                  rounds.incrementAndGet();
                  slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
                })
            .then();
    return Mono.when(socket.send(block.flip()), echoed);
  }

  /** The longest time that numbers took to come back since the last call. */
  Duration slowest() {
    return Duration.ofNanos(slowestNanos.getAndSet(0));
  }

  boolean isEager() {
    return eager;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Waits until this many more rounds have been made, or the client has failed. */
  Mono<Void> more(int count) {
    long goal = rounds.get() + count;
    return Flux.interval(Duration.ofMillis(5))
        .filter(tick -> rounds.get() >= goal || failure != null)
        .next()
        .then();
  }

  Mono<Void> finish() {
    return Mono.defer(
        () -> {
          stop.set(true);
          return ended.then(socket.close().onErrorComplete());
        });
  }

  Mono<Void> abort() {
    return Mono.defer(
        () -> {
          stop.set(true);
          return socket.reset();
        });
  }
}
