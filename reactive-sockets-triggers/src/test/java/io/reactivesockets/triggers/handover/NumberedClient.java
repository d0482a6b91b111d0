package io.reactivesockets.triggers.handover;

import io.reactivesockets.stream.StreamSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sends numbers to an echo, and sees that they come back, each once and in order. */
final class NumberedClient {

  private static final int BLOCK = 200;

  private final StreamSocket socket;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private volatile @Nullable Throwable failure;
  private int next;
  private final Mono<Void> ended;

  private NumberedClient(StreamSocket socket) {
    this.socket = socket;
    this.ended =
        Mono.defer(this::round)
            .repeat(() -> !stop.get())
            .then()
            .doOnError(e -> failure = e)
            .onErrorComplete()
            .cache();
    ended.subscribe();
  }

  static Mono<NumberedClient> connect(int port) {
    return StreamSocket.connect("127.0.0.1", port).map(NumberedClient::new);
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
                    throw new AssertionError("the echo ended after " + (first + all.size()));
                  }
                  rounds.incrementAndGet();
                  slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
                })
            .then();
    return Mono.when(socket.send(block.flip()), echoed);
  }

  long rounds() {
    return rounds.get();
  }

  /** The longest time that numbers took to come back since the last call. */
  Duration slowest() {
    return Duration.ofNanos(slowestNanos.getAndSet(0));
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
