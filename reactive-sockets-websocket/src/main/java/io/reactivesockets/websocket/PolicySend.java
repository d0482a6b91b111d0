package io.reactivesockets.websocket;

import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.concurrent.Queues;

/**
 * One send under a policy that does not make its publisher wait: asks for everything and hands it
 * to the session's backlog, which keeps or drops it.
 */
final class PolicySend extends FrameSend implements Backlog.Origin {

  private final Backlog backlog;
  private final Backlog.Strand strand = new Backlog.Strand(this);
  private final Queue<Frame> incoming = Queues.<Frame>unbounded(16).get();
  private final AtomicInteger work = new AtomicInteger();
  private final Runnable absorbTask = this::absorb;

  // Event loop only.
  private int unsettled;

  PolicySend(SendContext context, Backlog backlog, CoreSubscriber<? super Void> actual) {
    super(context, actual);
    this.backlog = backlog;
  }

  @Override
  void only(Frame frame) {
    incoming.add(frame);
    setDone();
  }

  @Override
  void begin() {
    Subscription from = upstream();
    if (from != null) {
      from.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(Frame frame) {
    if (!isDone()) {
      incoming.add(frame);
      look();
    }
  }

  @Override
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
      boolean wasDone = isDone();
      Frame frame;
      while ((frame = incoming.poll()) != null) {
        if (!hasEnded()) {
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
    if (unsettled == 0 && isDone() && incoming.isEmpty()) {
      finishIfSettled();
    }
  }

  @Override
  public void mixed() {
    breakOff(failures.mixedTypes());
    incoming.clear();
    settled();
  }

  private void finishIfSettled() {
    if (unsettled == 0 && !hasEnded()) {
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
    // What was handed in before the end is the backlog's; what comes later is passed over.
  }

  @Override
  public void stop() {
    if (work.getAndIncrement() == 0) {
      absorb();
    }
    if (!isDone()) {
      breakOff(failures.aborted());
      finishIfSettled();
    }
  }

  @Override
  public void cancel() {
    super.cancel();
    look();
  }
}
