package io.reactivesockets.stream;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

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
    Awaited<R> awaited =
        new Awaited<>(
            value -> execute(() -> found.accept(value)),
            error -> execute(() -> failed.accept(error)));
    result.subscribe(awaited);
    return awaited;
  }

  /** Leaves what comes too late alone; subscribers of Reactor report it as dropped. */
  private static final class Awaited<R> implements CoreSubscriber<R>, Disposable {

    private static final Subscription LEFT = Operators.cancelledSubscription();

    private final AtomicReference<@Nullable Subscription> source = new AtomicReference<>();
    private final Consumer<R> found;
    private final Consumer<Throwable> failed;

    Awaited(Consumer<R> found, Consumer<Throwable> failed) {
      this.found = found;
      this.failed = failed;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (source.compareAndSet(null, subscription)) {
        subscription.request(Long.MAX_VALUE);
      } else {
        subscription.cancel();
      }
    }

    @Override
    public void onNext(R value) {
      if (leave() != LEFT) {
        found.accept(value);
      }
    }

    @Override
    public void onError(Throwable failure) {
      if (leave() != LEFT) {
        failed.accept(failure);
      }
    }

    @Override
    public void onComplete() {
      leave();
    }

    @Override
    public void dispose() {
      Subscription subscription = leave();
      if (subscription != null) {
        subscription.cancel();
      }
    }

    private @Nullable Subscription leave() {
      return source.getAndSet(LEFT);
    }
  }
}
