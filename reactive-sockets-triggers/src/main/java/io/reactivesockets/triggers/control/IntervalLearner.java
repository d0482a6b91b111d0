package io.reactivesockets.triggers.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Learns how long one network lets connections to one peer be silent, from what happens to all
 * channels that have both.
 *
 * <p>What was kept bounds the answer from below, what was lost from above. At a time one channel
 * tries a longer silence, so that a wrong guess costs one connection, not all. A loss at a silence
 * that used to be kept means that the network changed: everything known is doubted and half of it
 * is used. Confined to the thread of the channels.
 */
final class IntervalLearner {

  /** Once a limit is known, what is used stays so much below what was kept. */
  private static final double MARGIN = 0.05;

  private static final Duration LONGEST_RETRY = Duration.ofDays(1);

  private final NetworkIntervalControl control;
  private final InstantSource clock;
  private final Consumer<LearnedInterval> onLearned;

  private long interval;
  private long kept;
  private long lost;
  private long lostConnections;
  private int keptInRow;
  private Instant learned;
  private Duration retryAfter;
  private @Nullable Object prober;

  IntervalLearner(
      NetworkIntervalControl control,
      Optional<LearnedInterval> remembered,
      InstantSource clock,
      Consumer<LearnedInterval> onLearned) {
    this.control = control;
    this.clock = clock;
    this.onLearned = onLearned;
    this.retryAfter = control.retryAfter();
    this.interval = remembered.map(LearnedInterval::interval).orElse(control.initial()).toNanos();
    this.kept = remembered.map(LearnedInterval::longestKept).orElse(Duration.ZERO).toNanos();
    this.lost = remembered.flatMap(LearnedInterval::shortestLost).map(Duration::toNanos).orElse(0L);
    this.lostConnections = remembered.map(LearnedInterval::lostConnections).orElse(0L);
    this.learned = remembered.map(LearnedInterval::learned).orElseGet(clock::instant);
  }

  /** What channels use that try nothing. */
  Duration interval() {
    return Duration.ofNanos(interval);
  }

  LearnedInterval snapshot() {
    return new LearnedInterval(
        interval(),
        Duration.ofNanos(kept),
        lost == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(lost)),
        lostConnections,
        learned);
  }

  /** Whether the limit is known as well as it is to be. */
  boolean isSettled() {
    return lost != 0 && lost - kept <= kept * control.resolution();
  }

  /**
   * Returns a longer silence for a channel to try, if it is time to and no other channel does.
   *
   * @param who the channel; it has to tell {@link #kept}, {@link #lost} or {@link #abandon}
   * @param most what the channel may wait at most
   */
  Optional<Duration> probe(Object who, Duration most) {
    if (prober != null || keptInRow < control.confirmations()) {
      return Optional.empty();
    }
    long base = Math.max(kept, interval);
    boolean doubt = isSettled();
    if (doubt && clock.instant().isBefore(learned.plus(retryAfter))) {
      return Optional.empty();
    }
    long next = Math.min(next(base, doubt), most.toNanos());
    if (next <= base || (doubt && next <= lost)) {
      return Optional.empty();
    }
    prober = who;
    return Optional.of(Duration.ofNanos(next));
  }

  private long next(long base, boolean doubt) {
    if (doubt) {
      return lost + (long) (lost * control.resolution());
    }
    return lost == 0 ? (long) (base * control.growth()) : base + (lost - base) / 2;
  }

  /** A probe came to nothing: there was traffic, or the connection ended for another reason. */
  void abandon(Object who) {
    if (prober == who) {
      prober = null;
    }
  }

  /** A connection survived a silence. */
  void kept(Object who, Duration silence) {
    long nanos = silence.toNanos();
    boolean probed = prober == who;
    abandon(who);
    if (probed || nanos >= interval - interval / 4) {
      keptInRow++;
    }
    if (nanos <= kept) {
      return;
    }
    kept = nanos;
    if (lost != 0 && kept >= lost) {
      lost = 0; // What was lost was lost for another reason, or the network has changed.
    }
    if (probed) {
      keptInRow = 0;
      retryAfter = control.retryAfter();
      use(kept);
    }
  }

  /** A silence cost a connection. */
  void lost(Object who, Duration silence) {
    long nanos = silence.toNanos();
    boolean probed = prober == who;
    abandon(who);
    lostConnections++;
    if (lost != 0 && nanos >= lost) {
      if (probed) {
        retryAfter = shorter(retryAfter.multipliedBy(2), LONGEST_RETRY);
        keptInRow = 0;
      }
      learn(); // Known: the doubt was wrong, or others lose at the same old interval.
      return;
    }
    keptInRow = 0;
    lost = nanos;
    if (probed && nanos > interval) {
      use(kept == 0 ? interval : Math.min(kept, nanos));
    } else {
      halve(nanos);
    }
  }

  /** Somebody knows that the interval in use is too long. */
  void decrease() {
    lost = lost == 0 ? interval : Math.min(lost, interval);
    keptInRow = 0;
    halve(interval);
  }

  private void halve(long tooLong) {
    kept = 0;
    retryAfter = control.retryAfter();
    use(tooLong / 2);
  }

  private void use(long nanos) {
    long careful = lost == 0 ? nanos : nanos - (long) (nanos * MARGIN);
    interval = Math.max(control.minimum().toNanos(), careful);
    learn();
  }

  private void learn() {
    learned = clock.instant();
    onLearned.accept(snapshot());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
