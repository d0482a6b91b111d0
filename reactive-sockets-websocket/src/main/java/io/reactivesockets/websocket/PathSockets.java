package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;

/**
 * The WebSockets of one path: requests wait unanswered until a subscriber asks for one, then become
 * open sockets and are emitted. There is one subscriber at a time; requests that still wait when it
 * leaves are for the next one.
 */
final class PathSockets {

  /**
   * Whom a subscriber admits, and what becomes of them.
   *
   * @param control whom to admit and what to hold them to
   * @param sockets makes a WebSocket of an open channel
   */
  record Host<S extends WebSocket>(
      ServerWebSocketControl control, Function<Paths.Opened, S> sockets) {}

  /** A request that waits for demand. */
  interface Guest {

    /** Returns where its connection lives. */
    EventLoop loop();

    /**
     * Opens its WebSocket as the host wants it, on the loop.
     *
     * @return nothing if the connection is gone, or the host refuses it
     */
    <S extends WebSocket> @Nullable S enter(Host<S> host);

    /** Refuses it; on the loop. */
    void dismiss();

    /** Returns whether its connection has come to an end; on the loop. */
    boolean isGone();
  }

  private final Queue<Guest> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<Arrival<?>> arrivals = Queues.<Arrival<?>>unboundedMultiproducer().get();
  private final AtomicReference<@Nullable PathSubscription<?>> current = new AtomicReference<>();
  private final AtomicInteger work = new AtomicInteger();
  private final Runnable demandChanged;
  private volatile boolean closed;

  /**
   * Sets up a path that nobody subscribes to yet.
   *
   * @param demandChanged called when {@link #wanted()} may have changed
   */
  PathSockets(Runnable demandChanged) {
    this.demandChanged = demandChanged;
  }

  /** Returns how many more sockets were asked for. */
  long wanted() {
    PathSubscription<?> subscription = current.get();
    return subscription == null ? 0 : Math.max(0, subscription.demand.get());
  }

  /** Returns who is there to take sockets, if anybody. */
  @Nullable Host<?> host() {
    PathSubscription<?> subscription = current.get();
    return subscription == null ? null : subscription.host;
  }

  /** Brings a request that may be answered. */
  void offer(Guest guest) {
    waiting.add(guest);
    drain();
  }

  /** Forgets a request whose connection has ended; on its loop. */
  void forget(Guest guest) {
    waiting.remove(guest);
  }

  /** Completes whoever is subscribed, now and later, and refuses the requests that wait. */
  void close() {
    closed = true;
    drain();
  }

  /** Returns the sockets as the host wants them. */
  <S extends WebSocket> Flux<S> sockets(Host<S> host) {
    return new Flux<>() {
      @Override
      public void subscribe(CoreSubscriber<? super S> actual) {
        PathSubscription<S> subscription = new PathSubscription<>(host, actual);
        if (current.compareAndSet(null, subscription)) {
          actual.onSubscribe(subscription);
          subscription.begun = true;
          drain();
        } else {
          Operators.error(actual, Failures.inUse());
        }
      }
    };
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
    Arrival<?> arrival;
    while ((arrival = arrivals.poll()) != null) {
      arrival.deliver();
    }
    PathSubscription<?> subscription = current.get();
    if (closed) {
      dismissWaiting();
      if (subscription != null && subscription.begun && current.compareAndSet(subscription, null)) {
        subscription.actual.onComplete();
      }
    } else if (subscription != null && subscription.begun) {
      subscription.admitWaiting();
    }
  }

  private void dismissWaiting() {
    Guest guest;
    while ((guest = waiting.poll()) != null) {
      runFor(guest, guest::dismiss);
    }
  }

  /** Returns whether the event loop of a guest still takes tasks; with it went the connection. */
  private static boolean runFor(Guest guest, Runnable task) {
    try {
      guest.loop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** A WebSocket that was opened for a subscriber. */
  private final class Arrival<S extends WebSocket> {

    private final S socket;
    private final PathSubscription<S> whose;

    Arrival(S socket, PathSubscription<S> whose) {
      this.socket = socket;
      this.whose = whose;
    }

    void deliver() {
      if (closed || !whose.isCurrent()) {
        // Whoever asked has left since.
        socket.session().close(CloseStatus.GOING_AWAY).subscribe();
      } else {
        whose.actual.onNext(socket);
      }
    }
  }

  private final class PathSubscription<S extends WebSocket> implements Subscription {

    final Host<S> host;
    final CoreSubscriber<? super S> actual;
    final AtomicLong demand = new AtomicLong();
    volatile boolean begun;

    PathSubscription(Host<S> host, CoreSubscriber<? super S> actual) {
      this.host = host;
      this.actual = actual;
    }

    boolean isCurrent() {
      return current.get() == this;
    }

    void admitWaiting() {
      while (isCurrent() && demand.get() > 0) {
        Guest next = waiting.poll();
        if (next == null) {
          return;
        }
        demand.accumulateAndGet(1, (now, one) -> now == Long.MAX_VALUE ? now : now - one);
        if (!runFor(next, () -> open(next))) {
          giveBack();
        }
      }
    }

    private void giveBack() {
      demand.accumulateAndGet(1, Operators::addCap);
      demandChanged.run();
    }

    private void open(Guest guest) {
      if (!isCurrent()) {
        // Whoever asked has left since: it is for the next one.
        if (!guest.isGone()) {
          offer(guest);
        }
        return;
      }
      S socket = guest.enter(host);
      if (socket == null) {
        giveBack();
      } else {
        arrivals.add(new Arrival<>(socket, this));
      }
      drain();
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
