package io.reactivesockets.stream;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;

/** An event loop that is the test's own thread, with a clock that only the test moves. */
final class VirtualLoop implements AutoCloseable {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final long beginNanos;

  VirtualLoop() {
    channel.freezeTime();
    beginNanos = loop().ticker().nanoTime();
  }

  EventLoop loop() {
    return channel.eventLoop();
  }

  /** Returns the milliseconds since the loop was made. */
  long now() {
    return TimeUnit.NANOSECONDS.toMillis(loop().ticker().nanoTime() - beginNanos);
  }

  /** Lets time pass, millisecond by millisecond, so that what is due finds the time it expects. */
  void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }
}
