package io.reactivesockets.triggers.control.timing;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The timers of all channels, aligned so that many of them go off at one time.
 *
 * <p>Time is cut into windows. A timer is put off to no later than it is due, and brought forward
 * to the beginning of the window in which it is due. Where a window is longer than a quarter of the
 * timer's interval, a half, a quarter and so on of one is used, whose beginnings include those of
 * the whole: so timers of any length meet. One that has to be exact is not moved.
 *
 * <p>However many there are, one timer of the machine is set, for the next of them. Confined to the
 * thread of its {@link Timing}.
 */
public final class KeepAliveScheduler {

  /** A grid finer than that gains nothing. */
  private static final long FINEST_NANOS = Duration.ofMillis(5).toNanos();

  private static final int LEAST_WINDOWS_IN_AN_INTERVAL = 4;

  private final Timing timing;
  private final long windowNanos;
  private final long originNanos;
  private final LongConsumer onLate;
  private final NavigableMap<Long, Set<Timer>> planned = new TreeMap<>();

  private @Nullable Disposable armed;
  private long armedFor;
  private volatile long wakeUps;
  private volatile int size;

  /** A timer that was set. */
  public final class Timer {

    private final long at;
    private final Consumer<KeepAliveWindow> work;
    private final KeepAliveWindow window;
    private boolean cancelled;

    private Timer(long at, KeepAliveWindow window, Consumer<KeepAliveWindow> work) {
      this.at = at;
      this.window = window;
      this.work = work;
    }

    /**
     * Returns when it goes off.
     *
     * @return on the clock of the {@link Timing}
     */
    public long nanos() {
      return at;
    }

    /** Takes it out; harmless if it has gone off. */
    public void cancel() {
      cancelled = true;
      Set<Timer> all = planned.get(at);
      if (all != null && all.remove(this)) {
        countDown(1);
        if (all.isEmpty()) {
          planned.remove(at);
          arm();
        }
      }
    }
  }

  /**
   * Makes a scheduler without timers.
   *
   * @param timing its clock and thread
   * @param window how long a window is, more than zero
   * @param phase where in time the windows begin, so that not all processes have the same
   * @param onLate is told by how many nanoseconds too late a wake-up came, at each
   */
  public KeepAliveScheduler(Timing timing, Duration window, Duration phase, LongConsumer onLate) {
    this.timing = timing;
    this.windowNanos = window.toNanos();
    this.originNanos = timing.nanos() + phase.toNanos();
    this.onLate = onLate;
  }

  /**
   * Sets a timer within the windows.
   *
   * @param from when its interval began, on the clock of the {@link Timing}
   * @param interval after how much it is due
   * @param work is told the window it fell in
   * @return the timer; it goes off when due or up to a quarter of the interval before
   */
  public Timer within(long from, Duration interval, Consumer<KeepAliveWindow> work) {
    long due = from + interval.toNanos();
    long grid = grid(interval.toNanos());
    if (grid < FINEST_NANOS) {
      return add(due, new KeepAliveWindow(Duration.ZERO, Duration.ZERO), work);
    }
    long begin = originNanos + Math.floorDiv(due - originNanos, grid) * grid;
    Duration early = Duration.ofNanos(due - begin);
    return add(begin, new KeepAliveWindow(Duration.ofNanos(grid), early), work);
  }

  /**
   * Sets a timer that is not moved.
   *
   * @param from when its interval began, on the clock of the {@link Timing}
   * @param interval after how much it is due
   * @param work is told of a window without length
   * @return the timer
   */
  public Timer exactly(long from, Duration interval, Consumer<KeepAliveWindow> work) {
    return add(from + interval.toNanos(), new KeepAliveWindow(Duration.ZERO, Duration.ZERO), work);
  }

  /**
   * Sets a timer for the beginning of the next window.
   *
   * @param work is told a window without time before it
   * @return the timer
   */
  public Timer atNextWindow(Consumer<KeepAliveWindow> work) {
    long windows = Math.floorDiv(timing.nanos() - originNanos, windowNanos) + 1;
    return add(
        originNanos + windows * windowNanos,
        new KeepAliveWindow(Duration.ofNanos(windowNanos), Duration.ZERO),
        work);
  }

  private long grid(long intervalNanos) {
    long grid = windowNanos;
    while (grid > intervalNanos / LEAST_WINDOWS_IN_AN_INTERVAL && grid >= FINEST_NANOS) {
      grid >>= 1;
    }
    return grid;
  }

  private Timer add(long at, KeepAliveWindow window, Consumer<KeepAliveWindow> work) {
    Timer timer = new Timer(at, window, work);
    planned.computeIfAbsent(at, none -> new LinkedHashSet<>()).add(timer);
    countDown(-1);
    arm();
    return timer;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void countDown(int gone) {
    size -= gone;
  }

  /** Sets the one timer of the machine for the first of ours. */
  private void arm() {
    Disposable current = armed;
    if (planned.isEmpty()) {
      if (current != null) {
        current.dispose();
        armed = null;
      }
      return;
    }
    long first = planned.firstKey();
    if (current != null) {
      if (armedFor == first) {
        return;
      }
      current.dispose();
    }
    armedFor = first;
    armed = timing.schedule(this::wake, Duration.ofNanos(first - timing.nanos()));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void wake() {
    armed = null;
    wakeUps++;
    long now = timing.nanos();
    onLate.accept(now - armedFor);
    while (!planned.isEmpty() && planned.firstKey() - now <= 0) {
      Map.Entry<Long, Set<Timer>> due = planned.pollFirstEntry();
      fire(due.getValue());
    }
    if (armed == null) {
      arm();
    }
  }

  private void fire(Collection<Timer> due) {
    countDown(due.size());
    for (Timer timer : due) {
      if (!timer.cancelled) {
        timer.work.accept(timer.window);
      }
    }
  }

  /** Ends all timers. */
  public void close() {
    planned.clear();
    size = 0;
    arm();
  }

  /**
   * Returns how many timers are set.
   *
   * @return the number; for any thread
   */
  public int size() {
    return size;
  }

  /**
   * Returns how often the machine's timer has gone off.
   *
   * @return the number; for any thread
   */
  public long wakeUps() {
    return wakeUps;
  }
}
