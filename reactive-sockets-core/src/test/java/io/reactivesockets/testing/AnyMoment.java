package io.reactivesockets.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** Subscribers that leave while something is opened; the watch over descriptors judges. */
public final class AnyMoment {

  private static final int LEAVES = 400;
  private static final int LONGEST_NANOS = 20_000_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private AnyMoment() {}

  /** Opens again and again, and leaves after up to twice the time that it takes. */
  public static <T> void leave(Supplier<Mono<T>> opening, Function<T, Mono<Void>> close) {
    leave(LEAVES, opening, close);
  }

  /** Does so as many times, where opening takes long. */
  public static <T> void leave(
      int times, Supplier<Mono<T>> opening, Function<T, Mono<Void>> close) {
    int usualNanos = usualNanos(opening, close);
    Random random = new Random(1);
    List<T> taken = new CopyOnWriteArrayList<>();
    for (int i = 0; i < times; i++) {
      BaseSubscriber<T> leaving =
          new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
              requestUnbounded();
            }

            @Override
            protected void hookOnNext(T opened) {
              taken.add(opened);
            }
          };
      opening.get().subscribe(leaving);
      LockSupport.parkNanos(1 + random.nextInt(2 * usualNanos));
      leaving.cancel();
    }
    // What its subscriber has got and was not taken back is the subscriber's.
    for (T each : taken) {
      close.apply(each).block(TIMEOUT);
    }
    assertThat(taken).hasSizeLessThan(times);
  }

  private static <T> int usualNanos(Supplier<Mono<T>> opening, Function<T, Mono<Void>> close) {
    long begin = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      opening.get().flatMap(close).block(TIMEOUT);
    }
    return (int) Math.min(LONGEST_NANOS, (System.nanoTime() - begin) / 10);
  }
}
