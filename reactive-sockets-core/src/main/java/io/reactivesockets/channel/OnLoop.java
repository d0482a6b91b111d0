package io.reactivesockets.channel;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs work on an event loop. When that has ended, its channels are closed and nothing there can
 * get in the way any more: then the work runs where it is, so that whoever asked hears of the end.
 */
public final class OnLoop {

  private OnLoop() {}

  /**
   * Runs work at once if this is the event loop, else there.
   *
   * @param loop the event loop
   * @param work what to do
   */
  public static void run(EventExecutor loop, Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else {
      later(loop, work);
    }
  }

  /**
   * Runs work on the event loop, but not within what it is doing now.
   *
   * @param loop the event loop
   * @param work what to do
   */
  public static void later(EventExecutor loop, Runnable work) {
    try {
      loop.execute(work);
    } catch (RejectedExecutionException ended) {
      work.run();
    }
  }
}
