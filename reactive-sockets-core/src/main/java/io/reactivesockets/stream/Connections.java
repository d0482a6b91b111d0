package io.reactivesockets.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * The connections that acceptors took and the subscriber has not seen yet.
 *
 * <p>Acceptors take one connection for each that was asked for; one more for each acceptor may have
 * been on its way when the demand ended. It waits here, as do those that a subscriber leaves
 * behind.
 */
final class Connections extends Flux<StreamSocket> {

  private final Queue<StreamSocket> queue = Queues.<StreamSocket>unboundedMultiproducer().get();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicReference<@Nullable ConnectionsSubscription> current =
      new AtomicReference<>();
  private final Runnable demandChanged;
  private final Consumer<StreamSocket> unwanted;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private final AtomicInteger opening = new AtomicInteger();
  private volatile int maxOpening;
  private volatile boolean stopped;
  private volatile @Nullable Runnable whenSettled;

  /**
   * @param demandChanged called when acceptors should look at {@link #wanted()} again
   * @param unwanted takes connections that nobody will see
   */
  Connections(Runnable demandChanged, Consumer<StreamSocket> unwanted) {
    this.demandChanged = demandChanged;
    this.unwanted = unwanted;
  }

  /** Whether one more connection should be accepted. */
  boolean wanted() {
    return wantedCount() > 0;
  }

  /** How many more connections should be accepted. */
  long wantedCount() {
    ConnectionsSubscription subscription = current.get();
    long wanted = subscription == null ? 0 : subscription.requested - waiting.get();
    int limit = maxOpening;
    if (stopped) {
      return 0;
    }
    return limit == 0 || wanted <= 0 ? wanted : limit - opening.get();
  }

  /**
   * Lets connections that open slowly be accepted beyond the demand, up to a bound, so that one
   * which stalls does not hold up the others.
   */
  void openAtMost(int limit) {
    maxOpening = limit;
  }

  /** A connection was accepted that will be {@link #opened}. */
  void opening() {
    opening.incrementAndGet();
  }

  /** A connection has opened and is then expected, or has failed to. */
  void opened(boolean successfully) {
    opening.decrementAndGet();
    if (successfully) {
      expect();
    }
    demandChanged.run();
    tellIfSettled();
  }

  /** A connection was accepted that will be {@link #offer offered} or {@link #forgo forgone}. */
  void expect() {
    waiting.incrementAndGet();
  }

  /** An expected connection will not come. */
  void forgo() {
    waiting.decrementAndGet();
    demandChanged.run();
    tellIfSettled();
  }

  int waitingCount() {
    return waiting.get();
  }

  /** Takes an expected connection. */
  void offer(StreamSocket socket) {
    queue.offer(socket);
    if (closed) {
      dropAll();
      return;
    }
    ConnectionsSubscription subscription = current.get();
    if (subscription != null) {
      subscription.drain();
    }
    tellIfSettled();
  }

  /** Has nothing more accepted. */
  void stop() {
    stopped = true;
    demandChanged.run();
  }

  /** Has connections accepted again. */
  void goOn() {
    whenSettled = null;
    stopped = false;
    demandChanged.run();
  }

  /** Acts, once, when no connection is on its way to the queue any more. */
  void whenSettled(Runnable action) {
    whenSettled = action;
    tellIfSettled();
  }

  private void tellIfSettled() {
    Runnable action = whenSettled;
    if (action != null && opening.get() == 0 && waiting.get() == queue.size()) {
      whenSettled = null;
      action.run();
    }
  }

  /** Takes out the connections that nobody was given. */
  List<StreamSocket> takeWaiting() {
    List<StreamSocket> left = new ArrayList<>();
    StreamSocket socket;
    while ((socket = poll()) != null) {
      waiting.decrementAndGet();
      left.add(socket);
    }
    return left;
  }

  /** A subscriber may be at it on another thread, and the queue is for one taker. */
  private @Nullable StreamSocket poll() {
    synchronized (queue) {
      return queue.poll();
    }
  }

  /** Ends the Flux; what was not emitted is dropped. */
  void close(@Nullable Throwable cause) {
    failure = cause;
    closed = true;
    dropAll();
    ConnectionsSubscription subscription = current.get();
    if (subscription != null) {
      subscription.drain();
    }
  }

  private void dropAll() {
    StreamSocket socket;
    while ((socket = poll()) != null) {
      waiting.decrementAndGet();
      unwanted.accept(socket);
    }
  }

  @Override
  public void subscribe(CoreSubscriber<? super StreamSocket> actual) {
    ConnectionsSubscription subscription = new ConnectionsSubscription(actual);
    if (!current.compareAndSet(null, subscription)) {
      Operators.error(actual, Failures.listenerInUse());
      return;
    }
    actual.onSubscribe(subscription);
    subscription.begin();
  }

  private final class ConnectionsSubscription implements Subscription {

    private static final AtomicLongFieldUpdater<ConnectionsSubscription> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(ConnectionsSubscription.class, "requested");

    private final CoreSubscriber<? super StreamSocket> actual;
    private volatile long requested;

    /** Not 0, so that nothing is told, before the subscription is. */
    private final AtomicInteger work = new AtomicInteger(1);

    private volatile boolean cancelled;
    private boolean done;

    ConnectionsSubscription(CoreSubscriber<? super StreamSocket> actual) {
      this.actual = actual;
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        Operators.addCap(REQUESTED, this, n);
        drain();
        demandChanged.run();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      current.compareAndSet(this, null);
      demandChanged.run();
    }

    void drain() {
      if (work.getAndIncrement() == 0) {
        begin();
      }
    }

    void begin() {
      int missed = 1;
      do {
        emit();
        missed = work.addAndGet(-missed);
      } while (missed != 0);
      tellIfSettled();
    }

    private void emit() {
      while (!cancelled && !done) {
        if (closed) {
          done = true;
          current.compareAndSet(this, null);
          Throwable cause = failure;
          if (cause == null) {
            actual.onComplete();
          } else {
            actual.onError(cause);
          }
          return;
        }
        if (requested == 0) {
          return;
        }
        StreamSocket next = poll();
        if (next == null) {
          return;
        }
        waiting.decrementAndGet();
        if (requested != Long.MAX_VALUE) {
          REQUESTED.decrementAndGet(this);
        }
        actual.onNext(next);
      }
    }
  }
}
