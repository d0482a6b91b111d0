package io.reactivesockets.channel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A decision that is made once, perhaps by a deadline. Confined to the event loop. */
public final class Once {

  private @Nullable Future<?> deadline;
  private boolean decided;

  /** Makes a decision that is open. */
  public Once() {}

  /**
   * Sets a deadline, which lapses with the decision.
   *
   * @param loop the event loop
   * @param timeout how long from now
   * @param late what happens then
   */
  public void within(EventLoop loop, Duration timeout, Runnable late) {
    deadline = loop.schedule(late, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Decides.
   *
   * @return {@code false} if it was decided before
   */
  public boolean decide() {
    if (decided) {
      return false;
    }
    decided = true;
    Future<?> running = deadline;
    if (running != null) {
      running.cancel(false);
    }
    return true;
  }

  /**
   * Tells whether it is decided.
   *
   * @return whether it is
   */
  public boolean isDecided() {
    return decided;
  }
}
