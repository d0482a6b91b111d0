package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Many deadlines on one timer of the event loop, which rests while none is near. */
final class Alarms {

  private final IoEventLoop loop;
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::nanos));
  private @Nullable Future<?> timer;
  private long timerAt;

  Alarms(IoEventLoop loop) {
    this.loop = loop;
  }

  /** Runs an action later if the holding is then still in the state it is in now. */
  void after(long millis, Holding holding, Runnable action) {
    long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    alarms.add(new Alarm(at, holding, holding.generation(), action));
    arm();
  }

  void clear() {
    alarms.clear();
    stop();
  }

  private void arm() {
    Alarm next = alarms.peek();
    if (next == null || (timer != null && next.nanos() - timerAt >= 0)) {
      return;
    }
    stop();
    timerAt = next.nanos();
    long delay = Math.max(0, next.nanos() - System.nanoTime());
    timer = loop.schedule(this::ring, delay, TimeUnit.NANOSECONDS);
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void ring() {
    timer = null;
    Alarm next = alarms.peek();
    while (next != null && next.nanos() - System.nanoTime() <= 0) {
      alarms.remove();
      if (next.isDue()) {
        next.action().run();
      }
      next = alarms.peek();
    }
    arm();
  }

  private record Alarm(long nanos, Holding holding, int generation, Runnable action) {
    boolean isDue() {
      return holding.generation() == generation;
    }
  }
}
