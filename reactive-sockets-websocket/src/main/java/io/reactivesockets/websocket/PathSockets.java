package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * The WebSockets of one path: requests wait unanswered until a subscriber asks for one, then become
 * open sockets and are emitted.
 *
 * @param <S> the kind of WebSocket
 */
final class PathSockets<S extends WebSocket> extends Flux<S> {

  /**
   * A request that waits for demand.
   *
   * @param loop where its connection lives
   * @param open opens it, on that loop; hands nothing over if the connection is gone
   */
  record Waiting<S>(EventLoop loop, Opener<S> open) {}

  /** Opens a WebSocket of a waiting request. */
  interface Opener<S> {
    @Nullable S open();
  }

  private final Queue<Waiting<S>> waiting = Queues.<Waiting<S>>unboundedMultiproducer().get();
  private final Queue<S> ready = Queues.<S>unboundedMultiproducer().get();
  private final AtomicReference<@Nullable PathSubscription> current = new AtomicReference<>();
  private final AtomicInteger work = new AtomicInteger();
  private final Runnable demandChanged;
  private final Consumer<S> unwanted;
  private volatile boolean closed;

  /**
   * Sets up a path that nobody subscribes to yet.
   *
   * @param demandChanged called when {@link #wanted()} may have changed
   * @param unwanted takes sockets that nobody will see
   */
  PathSockets(Runnable demandChanged, Consumer<S> unwanted) {
    this.demandChanged = demandChanged;
    this.unwanted = unwanted;
  }

  /** Returns how many more sockets were asked for. */
  long wanted() {
    PathSubscription subscription = current.get();
    return subscription == null ? 0 : Math.max(0, subscription.demand.get());
  }

  /** Returns whether somebody is there to take sockets. */
  boolean isServed() {
    return current.get() != null;
  }

  /** Brings a request that may be answered. */
  void offer(Waiting<S> request) {
    waiting.add(request);
    drain();
  }

  /** Completes the Flux. */
  void close() {
    closed = true;
    drain();
  }

  private void drain() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      drainOnce();
      missed = work.addAndGet(-missed);
    } while (missed != 0);
  }

  private void drainOnce() {
    PathSubscription subscription = current.get();
    if (subscription != null) {
      emit(subscription);
      while (subscription.demand.get() > 0) {
        Waiting<S> next = waiting.poll();
        if (next == null) {
          break;
        }
        subscription.take();
        next.loop.execute(() -> open(next, subscription));
      }
    }
    if (closed || current.get() == null) {
      // Whoever asked has left since.
      S socket;
      while ((socket = ready.poll()) != null) {
        unwanted.accept(socket);
      }
    }
    if (closed) {
      if (subscription != null && current.compareAndSet(subscription, null)) {
        subscription.actual.onComplete();
      }
    }
  }

  private void emit(PathSubscription subscription) {
    S socket;
    while (!closed && current.get() == subscription && (socket = ready.poll()) != null) {
      subscription.actual.onNext(socket);
    }
  }

  private void open(Waiting<S> request, PathSubscription subscription) {
    S socket = request.open.open();
    if (socket == null) {
      subscription.giveBack();
    } else {
      ready.add(socket);
    }
    drain();
  }

  @Override
  public void subscribe(CoreSubscriber<? super S> actual) {
    PathSubscription subscription = new PathSubscription(actual);
    if (!current.compareAndSet(null, subscription)) {
      Operators.error(actual, Failures.inUse());
      return;
    }
    actual.onSubscribe(subscription);
    drain();
  }

  private final class PathSubscription implements Subscription {

    final CoreSubscriber<? super S> actual;
    final AtomicLong demand = new AtomicLong();

    PathSubscription(CoreSubscriber<? super S> actual) {
      this.actual = actual;
    }

    void take() {
      demand.accumulateAndGet(1, (now, one) -> now == Long.MAX_VALUE ? now : now - one);
    }

    void giveBack() {
      demand.accumulateAndGet(1, Operators::addCap);
      demandChanged.run();
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        demand.accumulateAndGet(n, Operators::addCap);
        drain();
        demandChanged.run();
      }
    }

    @Override
    public void cancel() {
      if (current.compareAndSet(this, null)) {
        drain();
      }
      demandChanged.run();
    }
  }
}
