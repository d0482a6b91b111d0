package io.reactivesockets.tls.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads on which handshakes compute and wait, never an event loop's. As many as there are
 * processors compute; a thread that waits, for an approver or for the network, is stood in for by
 * another, up to a bound.
 */
final class DelegatedTasks {
  private static final int MAX_THREADS = 256;
  private static final ForkJoinPool POOL = pool();

  private DelegatedTasks() {}

  static Executor executor() {
    return POOL;
  }

  /** Waits for a result; a result that comes too late finds the future cancelled. */
  static <T> T await(CompletableFuture<T> future, Duration limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + limit.toNanos();
    ForkJoinPool.managedBlock(
        new ForkJoinPool.ManagedBlocker() {
          @Override
          public boolean block() throws InterruptedException {
            try {
              future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
              return true; // told below
            }
            return true;
          }

          @Override
          public boolean isReleasable() {
            return future.isDone();
          }
        });
    try {
      return future.get(0, TimeUnit.NANOSECONDS);
    } finally {
      future.cancel(true);
    }
  }

  private static ForkJoinPool pool() {
    int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
    return new ForkJoinPool(
        processors,
        pool -> {
          ForkJoinWorkerThread thread =
              ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
          thread.setName("reactive-sockets-tls-" + thread.getPoolIndex());
          return thread;
        },
        null,
        true,
        processors,
        MAX_THREADS,
        1,
        pool -> true,
        30,
        TimeUnit.SECONDS);
  }
}
