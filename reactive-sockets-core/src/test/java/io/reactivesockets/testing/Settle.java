package io.reactivesockets.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Gives what ends by itself (a closing channel, a thread on its way out) a bounded time to end. */
final class Settle {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Settle() {}

  /** Looks again and again until nothing is left or the limit is reached; returns what is left. */
  static <T> List<T> untilEmpty(Duration limit, Supplier<List<T>> leftovers) {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE_NANOS;
    List<T> left = leftovers.get();
    while (!left.isEmpty() && System.nanoTime() - start < limit.toNanos()) {
      LockSupport.parkNanos(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
      left = leftovers.get();
    }
    return left;
  }
}
