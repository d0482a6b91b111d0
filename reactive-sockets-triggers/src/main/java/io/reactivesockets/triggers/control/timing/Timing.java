package io.reactivesockets.triggers.control.timing;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** The clock of a set of channels, and the one thread at a time on which all of them live. */
public final class Timing {

  private final Scheduler.Worker worker;
  private final LongSupplier clock;

  /**
   * Takes a worker of a scheduler.
   *
   * @param scheduler where the work runs; one thread at a time is used
   * @param clock nanoseconds that only go forward, as {@link System#nanoTime()}
   */
  public Timing(Scheduler scheduler, LongSupplier clock) {
    this.worker = scheduler.createWorker();
    this.clock = clock;
  }

  /**
   * Returns the time.
   *
   * @return nanoseconds from a beginning that means nothing
   */
  public long nanos() {
    return clock.getAsLong();
  }

  /**
   * Runs work when that before it is done.
   *
   * @param work to run; dropped once this is closed
   * @return whether it will run, unless this is closed before
   */
  public boolean execute(Runnable work) {
    if (worker.isDisposed()) {
      return false;
    }
    try {
      return !worker.schedule(work).isDisposed() || !worker.isDisposed();
    } catch (RejectedExecutionException closedMeanwhile) {
      return false;
    }
  }

  /**
   * Runs work later.
   *
   * @param work to run; dropped once this is closed
   * @param delay how much later
   * @return what cancels it
   */
  public Disposable schedule(Runnable work, Duration delay) {
    if (worker.isDisposed()) {
      return Disposables.disposed();
    }
    try {
      return worker.schedule(work, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closedMeanwhile) {
      return Disposables.disposed();
    }
  }

  /** Ends all that was scheduled. */
  public void close() {
    worker.dispose();
  }
}
