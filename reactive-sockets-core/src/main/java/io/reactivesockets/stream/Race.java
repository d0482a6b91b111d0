package io.reactivesockets.stream;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.reactivesockets.error.SocketErrorStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tries candidates until one connects (RFC 8305, 5): the next one starts when the newest has had
 * the field to itself for a while, or at once when any has failed; no attempt is given up because
 * another starts. The first to connect wins, the others are stopped.
 *
 * <p>Serialized, the next one starts when the one before has failed, or has used up its share of
 * the time that is left, so that one silent address does not cost the others their chance.
 */
final class Race<T> implements Attempt {

  private static final long LEAST_SHARE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final EventExecutor loop;
  private final Pace pace;
  private final Candidates<T> candidates;
  private final long deadlineNanos;
  private final Outcome<T> outcome;

  private final Set<Runner> running = new LinkedHashSet<>();
  private final List<Setback> setbacks = new ArrayList<>();
  private @Nullable Future<?> timer;
  private long nextStartNanos;
  private boolean stepping;
  private boolean over;

  private Race(
      EventExecutor loop,
      Pace pace,
      Candidates<T> candidates,
      long deadlineNanos,
      Outcome<T> outcome) {
    this.loop = loop;
    this.pace = pace;
    this.candidates = candidates;
    this.deadlineNanos = deadlineNanos;
    this.outcome = outcome;
    this.nextStartNanos = loop.ticker().nanoTime();
  }

  static <T> Attempt start(
      EventExecutor loop,
      Pace pace,
      Candidates<T> candidates,
      long deadlineNanos,
      Outcome<T> outcome) {
    Race<T> race = new Race<>(loop, pace, candidates, deadlineNanos, outcome);
    candidates.find(race::step);
    race.step();
    return race;
  }

  @Override
  public void stop(SocketErrorStatus why) {
    if (!over) {
      end(why);
    }
  }

  /** Starts what is due. A candidate may fail while it is being started, hence the flag. */
  private void step() {
    if (stepping || over) {
      return;
    }
    stepping = true;
    Candidate<T> candidate;
    while (!over && isDue() && (candidate = candidates.next()) != null) {
      start(candidate);
    }
    stepping = false;
    if (!over) {
      awaitWhatIsNext();
    }
  }

  private boolean isDue() {
    return running.isEmpty() || (!pace.serialized() && nanosToNextStart() <= 0);
  }

  private void start(Candidate<T> candidate) {
    nextStartNanos = loop.ticker().nanoTime() + pace.delay().toNanos();
    Runner runner = new Runner();
    running.add(runner);
    long mine = pace.serialized() ? shareOfTime(runner) : deadlineNanos;
    Attempt attempt = candidate.start(mine, runner);
    if (running.contains(runner)) {
      runner.attempt = attempt;
    }
  }

  private long shareOfTime(Runner runner) {
    long now = loop.ticker().nanoTime();
    long left = deadlineNanos - now;
    int others = candidates.waiting() + (candidates.complete() ? 0 : 1);
    if (others == 0) {
      return deadlineNanos;
    }
    long share = Math.min(left, Math.max(LEAST_SHARE_NANOS, left / (others + 1)));
    runner.limit = loop.schedule(runner::timeIsUp, share, TimeUnit.NANOSECONDS);
    return now + share;
  }

  private void awaitWhatIsNext() {
    if (candidates.waiting() > 0) {
      if (!pace.serialized() && timer == null) {
        timer = loop.schedule(this::timeToStart, nanosToNextStart(), TimeUnit.NANOSECONDS);
      }
    } else if (running.isEmpty() && candidates.complete()) {
      setbacks.addAll(candidates.setbacks());
      end(SocketErrorStatus.OPERATION_ABORTED);
      outcome.failed(setbacks);
    }
  }

  private void timeToStart() {
    timer = null;
    step();
  }

  private long nanosToNextStart() {
    return nextStartNanos - loop.ticker().nanoTime();
  }

  private void end(SocketErrorStatus why) {
    over = true;
    cancel(timer);
    candidates.stop();
    for (Runner each : running) {
      each.stop(why);
    }
    running.clear();
  }

  private static void cancel(@Nullable Future<?> future) {
    if (future != null) {
      future.cancel(false);
    }
  }

  private final class Runner implements Outcome<T> {

    private Attempt attempt = NOTHING_TO_STOP;
    private @Nullable Future<?> limit;

    @Override
    public void connected(T result) {
      leave();
      end(SocketErrorStatus.OPERATION_ABORTED);
      outcome.connected(result);
    }

    @Override
    public void failed(List<Setback> reasons) {
      leave();
      setbacks.addAll(reasons);
      nextStartNanos = loop.ticker().nanoTime();
      cancel(timer);
      timer = null;
      step();
    }

    private void timeIsUp() {
      attempt.stop(SocketErrorStatus.CONNECTION_TIMED_OUT);
      failed(List.of(Setback.shareOfTimeUsedUp()));
    }

    void stop(SocketErrorStatus why) {
      cancel(limit);
      attempt.stop(why);
    }

    private void leave() {
      cancel(limit);
      running.remove(this);
    }
  }
}
