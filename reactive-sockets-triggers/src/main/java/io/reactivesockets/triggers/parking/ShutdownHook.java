package io.reactivesockets.triggers.parking;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Does something before the process ends. */
final class ShutdownHook {

  private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

  private ShutdownHook() {}

  /** Returns what removes the hook again. */
  static Runnable install(Mono<?> work, Duration atMost) {
    if (atMost.isNegative() || atMost.isZero()) {
      throw new IllegalArgumentException("atMost: " + atMost + " (expected: more than zero)");
    }
    Thread hook = new Thread(() -> run(work, atMost), "socket parking");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> remove(hook);
  }

  private static void run(Mono<?> work, Duration atMost) {
    try {
      Await.value(work, atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("the process ends, and its sockets with it: they could not be parked", e);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("the process ends already", e);
    }
  }
}
