package io.reactivesockets.websocket;

import io.reactivesockets.channel.OnLoop;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * One send under a policy that does not make its publisher wait: asks for everything and hands it
 * to the session's backlog, which keeps or drops it.
 */
final class PolicySend extends FrameSend implements FrameOrigin {

  private final Backlog backlog;
  private final BacklogQueue.Strand strand = new BacklogQueue.Strand(this);
  private final AtomicInteger unsettled = new AtomicInteger();
  private final Runnable endTask = this::endIfSettled;
  private @Nullable Frame single;

  PolicySend(SendContext context, Backlog backlog, CoreSubscriber<? super Void> actual) {
    super(context, actual);
    this.backlog = backlog;
  }

  @Override
  void only(Frame frame) {
    single = frame;
  }

  @Override
  void begin() {
    Frame frame = single;
    Subscription from = upstream();
    if (frame != null) {
      single = null;
      onNext(frame);
      onComplete();
    } else if (from != null) {
      from.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(Frame frame) {
    if (!isDone()) {
      unsettled.incrementAndGet();
      backlog.offer(frame, strand);
    }
  }

  @Override
  void look() {
    if (isDone()) {
      endStrand();
    }
    OnLoop.run(loop, endTask);
  }

  @Override
  public void sent() {
    if (unsettled.decrementAndGet() == 0) {
      endIfSettled();
    }
  }

  @Override
  public void dropped() {
    if (unsettled.decrementAndGet() == 0 && isDone()) {
      // Whoever drops holds the queue's lock, within which nobody is told of an end.
      OnLoop.later(loop, endTask);
    }
  }

  @Override
  public void mixed() {
    breakOff(failures.mixedTypes());
    sent();
  }

  /** Whether the publisher came to its end decides what becomes of a message it has begun. */
  private void endStrand() {
    if (error() == null && !isCancelled()) {
      backlog.queue().end(strand);
    } else {
      backlog.queue().giveUp(strand);
    }
  }

  private void endIfSettled() {
    if (isDone() && unsettled.get() == 0 && !hasEnded()) {
      endStrand();
      finish(error());
    }
  }

  @Override
  public boolean encodeNext() {
    if (hasEnded()) {
      // Cancelled before it came into the order.
      leave();
    }
    return false;
  }

  @Override
  public boolean hasFrames() {
    return false;
  }

  @Override
  void dropFrames() {
    if (unsettled.get() > 0) {
      backlog.queue().forget(strand);
    } else {
      backlog.queue().giveUp(strand);
    }
  }

  @Override
  public void stop() {
    if (!isDone()) {
      breakOff(failures.aborted());
    }
    look();
  }

  @Override
  public void cancel() {
    super.cancel();
    look();
  }
}
