package io.reactivesockets.triggers.control.timing;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Lets work pass at a steady pace, in the order of its coming: nothing at once that everybody wants
 * at one moment. Confined to the thread of its {@link Timing}.
 */
public final class Turnstile {

  private static final long LEAST_WAIT_NANOS = Duration.ofMillis(5).toNanos();

  private final Timing timing;
  private final long stepNanos;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private long next;
  private boolean armed;

  /**
   * Makes a turnstile that nobody waits at.
   *
   * @param timing its clock and thread
   * @param perSecond how many may pass in a second
   */
  public Turnstile(Timing timing, int perSecond) {
    this.timing = timing;
    this.stepNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    this.next = timing.nanos();
  }

  /**
   * Runs work as soon as it may pass.
   *
   * @param work what to run; has to see by itself whether it is still wanted
   */
  public void pass(Runnable work) {
    waiting.add(work);
    if (!armed) {
      go();
    }
  }

  private void go() {
    long now = timing.nanos();
    if (next - now < 0) {
      next = now; // Time in which nobody came is not made up for.
    }
    long until = now + LEAST_WAIT_NANOS;
    while (!waiting.isEmpty() && next - until < 0) {
      next += stepNanos;
      waiting.remove().run();
    }
    if (!waiting.isEmpty()) {
      armed = true;
      timing.schedule(this::woken, Duration.ofNanos(Math.max(next - now, LEAST_WAIT_NANOS)));
    }
  }

  private void woken() {
    armed = false;
    go();
  }
}
