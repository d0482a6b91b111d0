package io.reactivesockets.tls.internal;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends a handshake that takes too long; stands still while an approver decides. */
final class HandshakeDeadline {
  private final EventExecutor loop;
  private final Runnable expired;
  private long left;
  private long startedAt;
  private int pauses;
  private boolean done;
  private @Nullable Future<?> timer;

  HandshakeDeadline(EventExecutor loop, Duration limit, Runnable expired) {
    this.loop = loop;
    this.left = limit.toNanos();
    this.expired = expired;
  }

  synchronized void start() {
    if (done || timer != null) {
      return;
    }
    startedAt = System.nanoTime();
    timer = loop.schedule(this::expire, Math.max(left, 0), TimeUnit.NANOSECONDS);
  }

  synchronized void pause() {
    pauses++;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
      left -= System.nanoTime() - startedAt;
    }
  }

  synchronized void resume() {
    if (--pauses == 0) {
      start();
    }
  }

  synchronized void cancel() {
    done = true;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void expire() {
    synchronized (this) {
      if (done || timer == null) {
        return;
      }
      done = true;
    }
    expired.run();
  }
}
