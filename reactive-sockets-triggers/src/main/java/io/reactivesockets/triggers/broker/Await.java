package io.reactivesockets.triggers.broker;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import reactor.core.publisher.Mono;

/** Lets the main thread, which has nothing else to do, wait. */
final class Await {

  private Await() {}

  static <T> T value(Mono<T> mono) throws InterruptedException {
    Future<T> future = mono.toFuture();
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
