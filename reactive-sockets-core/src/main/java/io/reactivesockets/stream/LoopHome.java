package io.reactivesockets.stream;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The event loop that everything about one connect runs on. */
final class LoopHome {

  private final EventLoop loop;
  private final Runnable lost;

  /**
   * @param lost called on any thread when the loop takes no more work, so that nothing will happen
   *     any more
   */
  LoopHome(EventLoop loop, Runnable lost) {
    this.loop = loop;
    this.lost = lost;
  }

  EventLoop loop() {
    return loop;
  }

  void execute(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
      return;
    }
    try {
      loop.execute(work);
    } catch (RejectedExecutionException shutDown) {
      lost.run();
    }
  }

  /** Subscribes, and brings what comes to the loop. */
  <R> Disposable await(Mono<R> result, Consumer<R> found, Consumer<Throwable> failed) {
    return result.subscribe(
        value -> execute(() -> found.accept(value)), error -> execute(() -> failed.accept(error)));
  }
}
