package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One send: takes the frames of a publisher, and tells its end when the kernel has taken the last
 * of them. How the frames get there is the subclass's.
 */
abstract class FrameSend implements OutboxSource, CoreSubscriber<Frame>, Subscription {

  private static final AtomicReferenceFieldUpdater<FrameSend, Subscription> UPSTREAM =
      AtomicReferenceFieldUpdater.newUpdater(FrameSend.class, Subscription.class, "upstream");

  final EventLoop loop;
  final Outbox outbox;
  final Failures failures;
  private final CoreSubscriber<? super Void> actual;

  @SuppressWarnings("NullAway") // The updater knows no nullable type.
  private volatile Subscription upstream;

  private volatile boolean done;
  private volatile boolean cancelled;
  private volatile @Nullable Throwable error;

  // Event loop only.
  private boolean ended;

  FrameSend(SendContext context, CoreSubscriber<? super Void> actual) {
    loop = context.loop();
    outbox = context.outbox();
    failures = context.failures();
    this.actual = actual;
  }

  /** Makes it a send of just this frame. */
  abstract void only(Frame frame);

  /** It is in the order: its publisher may be asked for frames, or its only frame taken. */
  abstract void begin();

  /** Has the event loop see to this send; from any thread. */
  abstract void look();

  /** Lets go of the frames that it has. */
  abstract void dropFrames();

  /** Returns the publisher's subscription, or nothing before there is one. */
  final @Nullable Subscription upstream() {
    return upstream;
  }

  /** Returns whether the publisher brings no more. */
  final boolean isDone() {
    return done;
  }

  /** Nothing comes after what there is. */
  final void setDone() {
    done = true;
  }

  final boolean isCancelled() {
    return cancelled;
  }

  /** Returns what the publisher failed with, if it did. */
  final @Nullable Throwable error() {
    return error;
  }

  /** Returns whether the end was decided; on the event loop. */
  final boolean hasEnded() {
    return ended;
  }

  @Override
  public final Context currentContext() {
    return actual.currentContext();
  }

  @Override
  public final void onSubscribe(Subscription subscription) {
    if (Operators.setOnce(UPSTREAM, this, subscription)) {
      begin();
    }
  }

  @Override
  public final void onError(Throwable cause) {
    // Once it is done, the send has an end of its own, which came first.
    if (!done) {
      error = cause;
      done = true;
      look();
    }
  }

  @Override
  public final void onComplete() {
    done = true;
    look();
  }

  /** Takes no more from the publisher; the end is still to be told. */
  final void breakOff(Throwable cause) {
    Operators.terminate(UPSTREAM, this);
    error = cause;
    done = true;
  }

  /** Ends, and tells it when what was put on the wire before is with the kernel. */
  final void finish(@Nullable Throwable cause) {
    leave();
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

  /** Takes itself out of the order. */
  final void leave() {
    ended = true;
    outbox.remove(this);
    dropFrames();
  }

  @Override
  public final void fail(Throwable cause) {
    if (!ended) {
      breakOff(cause);
      leave();
      if (!cancelled) {
        actual.onError(cause);
      }
    }
  }

  @Override
  public final void request(long n) {
    // There is nothing to emit; the end comes unasked.
  }

  @Override
  public void cancel() {
    cancelled = true;
    done = true;
    Operators.terminate(UPSTREAM, this);
    outbox.wake();
  }
}
