package io.reactivesockets.channel;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One send that a publisher feeds: it is asked for one element after the other as long as the
 * outlet has room, so that the bound in bytes holds whatever the elements are like.
 *
 * <p>Elements that come on the event loop go their way at once; those from other threads are handed
 * over in a form of their own.
 *
 * @param <E> what the publisher emits
 * @param <H> what an element is while it is on its way to the event loop
 */
public abstract class Feed<E, H> implements CoreSubscriber<E>, Subscription, Outlet.Job {

  @SuppressWarnings("rawtypes")
  private static final AtomicIntegerFieldUpdater<Feed> WORK =
      AtomicIntegerFieldUpdater.newUpdater(Feed.class, "work");

  @SuppressWarnings("rawtypes")
  private static final AtomicIntegerFieldUpdater<Feed> STARVING =
      AtomicIntegerFieldUpdater.newUpdater(Feed.class, "starving");

  private final Outlet outlet;
  private final Publisher<? extends E> source;
  private final CoreSubscriber<?> actual;

  private volatile @Nullable Subscription upstream;
  private volatile @Nullable Queue<H> handover;
  private volatile @Nullable Throwable sourceFailure;
  private volatile boolean sourceDone;
  private volatile boolean cancelled;
  private volatile boolean done;
  private volatile int work;
  private volatile int starving;

  // Event loop only.
  private boolean asking;
  private boolean sourceFinished;

  /**
   * Makes a send.
   *
   * @param outlet where it goes
   * @param source what feeds it
   * @param actual who wants to know what becomes of it
   */
  protected Feed(Outlet outlet, Publisher<? extends E> source, CoreSubscriber<?> actual) {
    this.outlet = outlet;
    this.source = source;
    this.actual = actual;
  }

  /**
   * Takes an element that was handed over, on the event loop.
   *
   * @param handed the element, the subclass's from now on
   */
  protected abstract void take(H handed);

  /**
   * Tells how much has neither left nor failed; on the event loop.
   *
   * @return elements, or whatever is made of them
   */
  protected abstract long underWay();

  /** Tells the caller that everything has left. */
  protected abstract void complete();

  /**
   * Tells the caller why the send failed; not called for one who has cancelled.
   *
   * @param cause why
   */
  protected abstract void failed(Throwable cause);

  /** Drops what was gathered and will not leave. */
  protected void dropGathered() {}

  @Override
  public final Context currentContext() {
    return actual.currentContext();
  }

  /**
   * Tells whether this send has ended, well or not.
   *
   * @return whether it has
   */
  protected final boolean isDone() {
    return done;
  }

  /**
   * Tells whether the caller has left; any thread.
   *
   * @return whether he has cancelled
   */
  protected final boolean isCancelled() {
    return cancelled;
  }

  // The job's turn and its end, on the event loop.

  @Override
  public final void start() {
    if (cancelled) {
      outlet.next(this);
    } else {
      guarded(() -> source.subscribe(this));
    }
  }

  @Override
  public void abort(Throwable cause) {
    end(cause);
  }

  /**
   * Ends with a failure of the whole send.
   *
   * @param cause why
   */
  protected final void end(Throwable cause) {
    if (!done) {
      stop();
      outlet.next(this);
      if (!cancelled) {
        failed(cause);
      }
    }
  }

  private void stop() {
    done = true;
    Subscription subscription = upstream;
    if (subscription != null && !sourceDone) {
      subscription.cancel();
    }
    dropGathered();
  }

  private void finishSource() {
    if (sourceFinished || done) {
      return;
    }
    sourceFinished = true;
    beforeFlush();
    outlet.flush();
    outlet.next(this);
    settled();
  }

  /** Something has left, or never will: ends if that was the last. */
  protected final void settled() {
    if (sourceFinished && underWay() == 0 && !done) {
      done = true;
      Throwable failure = sourceFailure;
      if (cancelled) {
        return;
      }
      if (failure != null) {
        actual.onError(failure);
      } else {
        complete();
      }
    }
  }

  @Override
  public final void roomAgain() {
    resumeIfRoom();
  }

  // Subscription: what the caller of send holds.

  @Override
  public final void request(long n) {
    Operators.validate(n);
  }

  @Override
  public final void cancel() {
    cancelled = true;
    OnLoop.run(outlet.loop(), this::cancelOnLoop);
  }

  private void cancelOnLoop() {
    if (!done) {
      stop();
      outlet.next(this);
    }
  }

  // Subscriber of the source, on any thread.

  @Override
  public final void onSubscribe(Subscription subscription) {
    if (Operators.validate(upstream, subscription)) {
      upstream = subscription;
      if (cancelled || done) {
        subscription.cancel();
      } else {
        ask();
      }
    }
  }

  @Override
  public final void onError(Throwable failure) {
    sourceFailure = failure;
    onComplete();
  }

  @Override
  public final void onComplete() {
    sourceDone = true;
    if (isAtOnce()) {
      finishSource();
    } else {
      scheduleDrain();
    }
  }

  /**
   * Tells whether an element can go its way here and now, behind those before it.
   *
   * @return whether nothing has to be handed over
   */
  protected final boolean isAtOnce() {
    return outlet.loop().inEventLoop() && handover == null;
  }

  /**
   * An element has gone its way at once: it leaves now if there is no room for more.
   *
   * @param room whether there is
   */
  protected final void afterAppend(boolean room) {
    if (!room) {
      outlet.flushFull();
    } else if (!asking) {
      outlet.flushSoon();
    }
  }

  /**
   * Asks for the next element, now or when there is room.
   *
   * @param room whether there is some now
   */
  protected final void askIf(boolean room) {
    if (cancelled) {
      return;
    }
    Subscription subscription = upstream;
    if (room && subscription != null) {
      subscription.request(1);
    } else {
      starving = 1;
      resumeIfRoom();
    }
  }

  /** Asks for the next element. On the event loop a source may emit many within the call. */
  private void ask() {
    Subscription subscription = upstream;
    if (subscription == null || cancelled) {
      return;
    }
    if (!outlet.loop().inEventLoop() || asking) {
      subscription.request(1);
      return;
    }
    asking = true;
    try {
      subscription.request(1);
    } finally {
      asking = false;
    }
    outlet.flush();
  }

  /** Goes on in a new turn of the event loop, so that nobody keeps it to himself. */
  private void resumeIfRoom() {
    if (starving == 1 && outlet.hasRoom() && STARVING.compareAndSet(this, 1, 0)) {
      OnLoop.later(outlet.loop(), () -> guarded(this::ask));
    }
  }

  /** Runs on the event loop, where nobody else would notice a failure. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable failure) {
      Exceptions.throwIfJvmFatal(failure);
      end(failure);
    }
  }

  // Elements from other threads.

  /**
   * Hands an element over to the event loop.
   *
   * @param element in the form that travels
   */
  protected final void hand(H element) {
    Queue<H> queue = handover;
    if (queue == null) {
      queue = Queues.<H>unbounded(32).get();
      handover = queue;
    }
    queue.offer(element);
    scheduleDrain();
  }

  private void scheduleDrain() {
    if (WORK.getAndIncrement(this) == 0) {
      OnLoop.later(outlet.loop(), () -> guarded(this::drain));
    }
  }

  private void drain() {
    int missed = work;
    do {
      boolean ended = sourceDone;
      Queue<H> queue = handover;
      H next;
      while (queue != null && (next = queue.poll()) != null) {
        take(next);
      }
      if (ended) {
        finishSource();
      }
      missed = WORK.addAndGet(this, -missed);
    } while (missed != 0);
    outlet.flush();
  }
}
