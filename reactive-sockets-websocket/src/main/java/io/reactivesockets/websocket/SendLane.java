package io.reactivesockets.websocket;

import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.concurrent.Queues;

/**
 * One send under the policy of waiting: asks its publisher for as many frames as may wait, puts
 * each on the wire at once if nothing else is ready, else keeps it until its turn.
 *
 * <p>How many frames are asked for at a time is reckoned from the largest one seen lately, so that
 * what waits in all sends stays within their bytes. The first request is for one frame.
 */
final class SendLane extends FrameSend {

  private static final int MAX_REQUEST = 256;
  private static final int FRAME_OVERHEAD = 64;
  private static final int NONE_SEEN = -1;

  private final SessionTraffic traffic;
  private final SendBudget budget;

  private volatile @Nullable Queue<Frame> queue;

  // Event loop only.
  private int outstanding;
  private int largest = NONE_SEEN;
  private long askedBytes;
  private boolean asks;
  private boolean stopping;

  SendLane(SendContext context, CoreSubscriber<? super Void> actual) {
    super(context, actual);
    traffic = context.traffic();
    budget = context.budget();
  }

  @Override
  void only(Frame frame) {
    enqueue(frame);
    outstanding = 1;
    setDone();
  }

  @Override
  void begin() {
    look();
  }

  @Override
  public void onNext(Frame frame) {
    if (isDone()) {
      return;
    }
    if (loop.inEventLoop() && !hasFrames() && !hasEnded() && outbox.isFree(this)) {
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
  void look() {
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
    if (isCancelled()) {
      leave();
      return false;
    }
    boolean wasDone = isDone();
    Frame frame = poll();
    if (frame == null && !wasDone) {
      requestMore();
      wasDone = isDone();
      frame = poll();
    }
    if (frame != null) {
      return encode(frame);
    }
    if (stopping && !wasDone) {
      breakOff(failures.aborted());
      finish(error());
    } else if (wasDone && !hasEnded()) {
      finish(error());
    }
    return false;
  }

  private boolean encode(Frame frame) {
    outstanding--;
    int size = frame.size();
    largest = Math.max(size, largest - (largest >> 6));
    if (asks) {
      tellBudget();
    }
    boolean complete = frame.isMessageComplete();
    if (outbox.encode(this, FrameBytes.isText(frame), FrameBytes.of(frame), complete)) {
      traffic.sent(complete);
      return true;
    }
    breakOff(failures.mixedTypes());
    finish(error());
    return false;
  }

  private void requestMore() {
    Subscription from = upstream();
    if (from == null || isDone() || !outbox.wire().hasWindow()) {
      return;
    }
    if (!asks) {
      asks = true;
      budget.join();
    }
    int most = most();
    if (outstanding <= most >> 2) {
      int more = most - outstanding;
      outstanding = most;
      tellBudget();
      from.request(more);
    }
  }

  private int most() {
    if (largest == NONE_SEEN) {
      return 1;
    }
    long frames = budget.share(askedBytes) / (largest + FRAME_OVERHEAD);
    return (int) Math.min(MAX_REQUEST, Math.max(1, frames));
  }

  private void tellBudget() {
    long now = (long) outstanding * (largest + FRAME_OVERHEAD);
    budget.changed(askedBytes, now);
    askedBytes = now;
  }

  @Override
  void dropFrames() {
    if (asks) {
      asks = false;
      budget.leave(askedBytes);
    }
    Queue<Frame> frames = queue;
    if (frames != null) {
      frames.clear();
    }
  }

  @Override
  public void stop() {
    stopping = true;
  }
}
