package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import io.reactivesockets.channel.OnLoop;
import io.reactivesockets.channel.ReadableWaiters;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * What arrived and was not taken yet, in order: a Flux for one subscriber at a time.
 *
 * <p>An item goes straight to a subscriber that asked for it. What nobody asked for waits here, for
 * this subscriber or the next one; {@link #isFull()} then stops the reader of the connection. All
 * signals come from the event loop, and so do all calls that bring items.
 *
 * @param <T> what an item is
 */
final class Inbox<T> extends Flux<T> {

  /** What an item costs beyond its bytes; it bounds the number of empty ones. */
  static final int ITEM_OVERHEAD = 64;

  private final EventLoop loop;
  private final int capacityBytes;
  private final Delivery<T> delivery;
  private final Owner owner;

  private final AtomicReference<@Nullable InboxSubscription> current = new AtomicReference<>();

  private final ArrayDeque<T> queue = new ArrayDeque<>(4);
  private final ReadableWaiters waiters = new ReadableWaiters();
  private volatile int queuedBytes;
  private boolean full;
  private boolean boundless;
  private boolean delivering;
  private boolean ended;
  private @Nullable Throwable failure;
  private volatile @Nullable Throwable leaving;

  /** Who brings the items. */
  interface Owner {

    /** There is room again after the inbox was full. */
    void inboxHasRoom();

    /** The last waiting item was taken, or the subscriber has left. */
    void inboxIdle();
  }

  /** Sets up an empty inbox. */
  Inbox(EventLoop loop, int capacityBytes, Delivery<T> delivery, Owner owner) {
    this.loop = loop;
    this.capacityBytes = capacityBytes;
    this.delivery = delivery;
    this.owner = owner;
  }

  /** Returns whether no further item is wanted for now. */
  boolean isFull() {
    return full;
  }

  /** Returns whether items wait, or the end waits behind them. */
  boolean hasItems() {
    return !queue.isEmpty();
  }

  /** Returns whether somebody is there to take items. */
  boolean hasSubscriber() {
    return current.get() != null;
  }

  int queuedBytes() {
    return queuedBytes;
  }

  /** Takes whatever comes from now on; what comes is bounded otherwise. */
  void takeEverything() {
    boundless = true;
    full = false;
  }

  /** Brings an item. */
  void deliver(T item) {
    InboxSubscription subscription = current.get();
    if (subscription != null && !delivering && queue.isEmpty() && subscription.isReady()) {
      delivering = true;
      try {
        subscription.emitted++;
        subscription.actual.onNext(item);
      } finally {
        delivering = false;
      }
      if (!queue.isEmpty() || ended) {
        drain();
      }
    } else {
      enqueue(item);
    }
  }

  private void enqueue(T item) {
    queue.add(item);
    setQueuedBytes(queuedBytes + delivery.size(item) + ITEM_OVERHEAD);
    full = !boundless && queuedBytes >= capacityBytes;
    waiters.tell(true);
  }

  /** Emits whether an item or only the end waits for a subscriber, when one does. */
  Mono<Boolean> readable() {
    return Mono.create(
        sink -> {
          sink.onCancel(() -> execute(() -> waiters.remove(sink)));
          execute(() -> tellWhenReadable(sink));
        });
  }

  private void tellWhenReadable(MonoSink<Boolean> sink) {
    if (ended || !queue.isEmpty()) {
      sink.success(!queue.isEmpty());
    } else {
      waiters.add(sink);
    }
  }

  /** Lets nobody receive any more, or again; whoever does now goes with the cause. */
  void leave(Throwable cause) {
    leaving = cause;
    InboxSubscription subscription = current.getAndSet(null);
    if (subscription != null) {
      subscription.end(cause);
    }
  }

  void stay() {
    leaving = null;
  }

  /** Returns what waits, which stays. */
  List<T> items() {
    return List.copyOf(queue);
  }

  /** Puts something first that was received before this process had the connection. */
  void restore(T item) {
    enqueue(item);
  }

  /** Ends the Flux behind the items that wait. */
  void complete() {
    end(null);
  }

  /** Ends the Flux with an error behind the items that wait. */
  void fail(Throwable cause) {
    end(cause);
  }

  private void end(@Nullable Throwable cause) {
    if (!ended) {
      ended = true;
      failure = cause;
      drain();
      waiters.tell(!queue.isEmpty());
    }
  }

  /** Drops what waits. */
  void clear() {
    queue.clear();
    setQueuedBytes(0);
  }

  private void drain() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      while (drainOne()) {
        if (full && queuedBytes <= capacityBytes / 2) {
          full = false;
          owner.inboxHasRoom();
        }
      }
    } finally {
      delivering = false;
    }
  }

  private boolean drainOne() {
    InboxSubscription subscription = current.get();
    if (subscription == null || !subscription.begun) {
      return false;
    }
    T item = queue.peek();
    if (item == null) {
      if (ended && current.compareAndSet(subscription, null)) {
        subscription.end(failure);
      }
      return false;
    }
    if (!subscription.isReady()) {
      return false;
    }
    queue.poll();
    setQueuedBytes(queuedBytes - delivery.size(item) - ITEM_OVERHEAD);
    subscription.emitted++;
    subscription.actual.onNext(item);
    if (queue.isEmpty()) {
      owner.inboxIdle();
    }
    return true;
  }

  /** Only the event loop writes it; others may look. */
  private void setQueuedBytes(int bytes) {
    queuedBytes = bytes;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    Throwable refusal = leaving;
    if (refusal != null) {
      Operators.error(actual, refusal);
      return;
    }
    InboxSubscription subscription = new InboxSubscription(actual);
    // At once: from here on what arrives is for this one.
    if (!current.compareAndSet(null, subscription)) {
      Operators.error(actual, Failures.inUse());
      return;
    }
    actual.onSubscribe(subscription);
    execute(subscription::begin);
  }

  private void execute(Runnable work) {
    OnLoop.run(loop, work);
  }

  private final class InboxSubscription implements Subscription {

    final CoreSubscriber<? super T> actual;
    private final AtomicLong requested = new AtomicLong();
    private volatile boolean cancelled;

    // Event loop only.
    private long emitted;
    private boolean begun;
    private boolean sentAway;
    private @Nullable Throwable cause;

    InboxSubscription(CoreSubscriber<? super T> actual) {
      this.actual = actual;
    }

    /** It knows its subscription: from here on it is told things. */
    void begin() {
      begun = true;
      Throwable refusal = leaving;
      if (sentAway) {
        if (!cancelled) {
          end(cause);
        }
      } else if (refusal != null && current.compareAndSet(this, null)) {
        end(refusal); // It came as others were sent away.
      } else {
        drain();
      }
    }

    boolean isReady() {
      long asked = requested.get();
      return begun && (asked == Long.MAX_VALUE || emitted < asked);
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        requested.accumulateAndGet(n, Operators::addCap);
        execute(Inbox.this::drain);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      if (current.compareAndSet(this, null)) {
        execute(owner::inboxIdle);
      }
    }

    void end(@Nullable Throwable why) {
      if (!begun) {
        sentAway = true;
        cause = why;
      } else if (why == null) {
        actual.onComplete();
      } else {
        actual.onError(why);
      }
    }
  }
}
