package io.reactivesockets.channel;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Whether and when to connect again what was lost: delays that double, of which a part is left to
 * chance, so that those who lost the same peer do not all come back at once.
 *
 * @param firstDelay how long to wait after the first failure
 * @param maxDelay how long to wait at most
 * @param jitter which part of a delay is left to chance, 0 to 1
 * @param maxFailures after how many failures in a row it is given up
 * @param retryErrors after which errors another attempt can help
 */
public record ReconnectPolicy(
    Duration firstDelay,
    Duration maxDelay,
    double jitter,
    int maxFailures,
    Predicate<? super Throwable> retryErrors) {

  /**
   * Tells whether an error is one after which to go on.
   *
   * @param error of an attempt, or of what was connected
   * @return whether another attempt can help
   */
  public boolean retries(Throwable error) {
    return retryErrors.test(error);
  }

  /**
   * Tells whether it has failed often enough.
   *
   * @param failures how many times in a row
   * @return whether to give up
   */
  public boolean givesUpAfter(int failures) {
    return failures >= maxFailures;
  }

  /**
   * Returns how long to wait after so many failures.
   *
   * @param failures how many in a row, 1 or more
   * @return the delay, shortened by chance
   */
  public Duration delay(int failures) {
    return delay(failures, ThreadLocalRandom.current().nextDouble());
  }

  /**
   * Returns how long to wait after so many failures.
   *
   * @param failures how many in a row, 1 or more
   * @param chance a number from 0, for the longest delay, to 1
   * @return the delay
   */
  public Duration delay(int failures, double chance) {
    long longest = maxDelay.toNanos();
    long nanos = firstDelay.toNanos();
    for (int i = 1; i < failures && nanos < longest; i++) {
      nanos *= 2;
    }
    return Duration.ofNanos((long) (Math.min(nanos, longest) * (1 - jitter * chance)));
  }

  /**
   * Returns how long to wait where nothing says that the peer is in trouble: only as long as keeps
   * many from coming at once.
   *
   * @return up to the part of the first delay that is left to chance
   */
  public Duration soon() {
    double chance = ThreadLocalRandom.current().nextDouble();
    return Duration.ofNanos((long) (firstDelay.toNanos() * jitter * chance));
  }
}
