package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One send under a policy that does not make its publisher wait: asks for everything and hands it
 * to the session's backlog, which keeps or drops it.
 */
final class PolicySend
    implements OutboxSource, CoreSubscriber<Frame>, Subscription, Backlog.Origin {

  private static final AtomicReferenceFieldUpdater<PolicySend, Subscription> UPSTREAM =
      AtomicReferenceFieldUpdater.newUpdater(PolicySend.class, Subscription.class, "upstream");

  private final EventLoop loop;
  private final Outbox outbox;
  private final Backlog backlog;
  private final Failures failures;
  private final CoreSubscriber<? super Void> actual;
  private final Backlog.Strand strand = new Backlog.Strand(this);
  private final Queue<Frame> incoming = Queues.<Frame>unbounded(16).get();
  private final AtomicInteger work = new AtomicInteger();
  private final Runnable absorbTask = this::absorb;

  // Used through the updater, which knows no nullable type.
  @SuppressWarnings({"NullAway", "UnusedVariable"})
  private volatile Subscription upstream;

  private volatile boolean done;
  private volatile boolean cancelled;
  private volatile @Nullable Throwable error;

  // Event loop only.
  private int unsettled;
  private boolean ended;

  PolicySend(SendContext context, Backlog backlog, CoreSubscriber<? super Void> actual) {
    loop = context.loop();
    outbox = context.outbox();
    failures = context.failures();
    this.backlog = backlog;
    this.actual = actual;
  }

  /** Makes it a send of just this frame. */
  void only(Frame frame) {
    incoming.add(frame);
    done = true;
  }

  boolean hasEnded() {
    return ended;
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.setOnce(UPSTREAM, this, subscription)) {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(Frame frame) {
    if (!done) {
      incoming.add(frame);
      look();
    }
  }

  @Override
  public void onError(Throwable cause) {
    // Once it is done, the send has an end of its own, which came first.
    if (!done) {
      error = cause;
      done = true;
      look();
    }
  }

  @Override
  public void onComplete() {
    done = true;
    look();
  }

  /** Has the event loop take what came in. */
  void look() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    if (loop.inEventLoop()) {
      absorb();
      return;
    }
    try {
      loop.execute(absorbTask);
    } catch (RejectedExecutionException e) {
      // The event loop has ended, and with it all that could get in the way.
      absorb();
    }
  }

  private void absorb() {
    int missed = work.get();
    do {
      boolean wasDone = done;
      Frame frame;
      while ((frame = incoming.poll()) != null) {
        if (!ended) {
          unsettled++;
          backlog.offer(frame, strand);
        }
      }
      if (wasDone) {
        finishIfSettled();
      }
      missed = work.addAndGet(-missed);
    } while (missed != 0);
  }

  @Override
  public void settled() {
    unsettled--;
    if (unsettled == 0 && done && incoming.isEmpty()) {
      finishIfSettled();
    }
  }

  @Override
  public void mixed() {
    cancelUpstream();
    error = failures.mixedTypes();
    done = true;
    incoming.clear();
    settled();
  }

  private void finishIfSettled() {
    if (unsettled > 0 || ended) {
      return;
    }
    ended = true;
    outbox.remove(this);
    Throwable cause = error;
    outbox
        .wire()
        .whenWritten(
            failure -> {
              Throwable reason = failure == null ? cause : failure;
              if (cancelled) {
                return;
              }
              if (reason == null) {
                actual.onComplete();
              } else {
                actual.onError(reason);
              }
            });
  }

  @Override
  public boolean encodeNext() {
    return false;
  }

  @Override
  public boolean hasFrames() {
    return false;
  }

  @Override
  public void stop() {
    absorbOnLoop();
    if (!done) {
      cancelUpstream();
      error = failures.aborted();
      done = true;
      finishIfSettled();
    }
  }

  private void absorbOnLoop() {
    if (work.getAndIncrement() == 0) {
      absorb();
    }
  }

  @Override
  public void fail(Throwable cause) {
    if (!ended) {
      ended = true;
      cancelUpstream();
      done = true;
      outbox.remove(this);
      if (!cancelled) {
        actual.onError(cause);
      }
    }
  }

  private void cancelUpstream() {
    Operators.terminate(UPSTREAM, this);
  }

  @Override
  public void request(long n) {
    // There is nothing to emit; the end comes unasked.
  }

  @Override
  public void cancel() {
    cancelled = true;
    done = true;
    cancelUpstream();
    look();
  }
}
