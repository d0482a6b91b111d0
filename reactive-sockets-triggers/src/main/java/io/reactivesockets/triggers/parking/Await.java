package io.reactivesockets.triggers.parking;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** Waits on threads that the end of the process, or a checkpoint, waits for. */
final class Await {

  private Await() {}

  static void value(Mono<?> mono, Duration atMost) throws InterruptedException {
    try {
      mono.toFuture().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + atMost, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
