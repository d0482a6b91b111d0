package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One send under the policy of waiting: asks its publisher for as many frames as may wait, puts
 * each on the wire at once if nothing else is ready, else keeps it until its turn.
 *
 * <p>How many frames are asked for at a time is reckoned from the largest one seen lately, so that
 * what waits here stays within its bytes. The first request is for one frame.
 */
final class SendLane implements OutboxSource, CoreSubscriber<Frame>, Subscription {

  private static final int MAX_REQUEST = 256;
  private static final int FRAME_OVERHEAD = 64;
  private static final int NONE_SEEN = -1;

  private static final AtomicReferenceFieldUpdater<SendLane, Subscription> UPSTREAM =
      AtomicReferenceFieldUpdater.newUpdater(SendLane.class, Subscription.class, "upstream");

  private final EventLoop loop;
  private final Outbox outbox;
  private final SessionTraffic traffic;
  private final Failures failures;
  private final int capacityBytes;
  private final CoreSubscriber<? super Void> actual;

  @SuppressWarnings("NullAway") // Set before it is read; the updater knows no nullable type.
  private volatile Subscription upstream;

  private volatile @Nullable Queue<Frame> queue;
  private volatile boolean done;
  private volatile boolean cancelled;
  private volatile @Nullable Throwable error;

  // Event loop only.
  private int outstanding;
  private int largest = NONE_SEEN;
  private boolean stopping;
  private boolean ended;

  SendLane(SendContext context, CoreSubscriber<? super Void> actual) {
    loop = context.loop();
    outbox = context.outbox();
    traffic = context.traffic();
    failures = context.failures();
    capacityBytes = context.capacityBytes();
    this.actual = actual;
  }

  /** Makes it a send of just this frame. */
  void only(Frame frame) {
    enqueue(frame);
    outstanding = 1;
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
      look();
    }
  }

  @Override
  public void onNext(Frame frame) {
    if (done) {
      return;
    }
    if (loop.inEventLoop() && !hasFrames() && !ended && outbox.isFree(this)) {
      encode(frame);
      outbox.wire().flushSoon();
      requestMore();
      return;
    }
    enqueue(frame);
    if (loop.inEventLoop()) {
      outbox.frameWaits();
    } else {
      outbox.wake();
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

  private void look() {
    if (loop.inEventLoop()) {
      outbox.drain();
    } else {
      outbox.wake();
    }
  }

  private void enqueue(Frame frame) {
    Queue<Frame> frames = queue;
    if (frames == null) {
      frames = Queues.<Frame>unbounded(16).get();
      queue = frames;
    }
    frames.add(frame);
  }

  @Override
  public boolean hasFrames() {
    Queue<Frame> frames = queue;
    return frames != null && !frames.isEmpty();
  }

  private @Nullable Frame poll() {
    Queue<Frame> frames = queue;
    return frames == null ? null : frames.poll();
  }

  @Override
  public boolean encodeNext() {
    if (cancelled) {
      leave();
      return false;
    }
    boolean wasDone = done;
    Frame frame = poll();
    if (frame == null && !wasDone) {
      requestMore();
      wasDone = done;
      frame = poll();
    }
    if (frame != null) {
      return encode(frame);
    }
    if (stopping && !wasDone) {
      cancelUpstream();
      done = true;
      finish(failures.aborted());
    } else if (wasDone && !ended) {
      finish(error);
    }
    return false;
  }

  private boolean encode(Frame frame) {
    outstanding--;
    int size = frame.size();
    largest = Math.max(size, largest - (largest >> 6));
    boolean complete = frame.isMessageComplete();
    if (outbox.encode(this, FrameBytes.isText(frame), FrameBytes.of(frame), complete)) {
      traffic.sent(complete);
      return true;
    }
    cancelUpstream();
    done = true;
    finish(failures.mixedTypes());
    return false;
  }

  private void requestMore() {
    Subscription from = upstream;
    if (from == null || done || !outbox.wire().hasWindow()) {
      return;
    }
    int most =
        largest == NONE_SEEN
            ? 1
            : Math.min(MAX_REQUEST, Math.max(1, capacityBytes / (largest + FRAME_OVERHEAD)));
    if (outstanding <= most >> 2) {
      int more = most - outstanding;
      outstanding = most;
      from.request(more);
    }
  }

  private void finish(@Nullable Throwable cause) {
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

  private void leave() {
    ended = true;
    outbox.remove(this);
    Queue<Frame> frames = queue;
    if (frames != null) {
      frames.clear();
    }
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public void fail(Throwable cause) {
    if (!ended) {
      cancelUpstream();
      done = true;
      leave();
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
    cancelUpstream();
    outbox.wake();
  }
}
