package io.reactivesockets.tls.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a handshake waits for off the event loop, ended at once when the connection is gone. */
final class Waiting {
  private volatile @Nullable CompletableFuture<?> awaited;
  private volatile boolean abandoned;

  /** Waits; throws {@code CancellationException} when abandoned. */
  <T> T await(CompletableFuture<T> future, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    awaited = future;
    if (abandoned) {
      future.cancel(true);
    }
    return DelegatedTasks.await(future, limit);
  }

  void abandon() {
    abandoned = true;
    CompletableFuture<?> future = awaited;
    if (future != null) {
      future.cancel(true);
    }
  }
}
