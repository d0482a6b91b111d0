package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import io.reactivesockets.websocket.BacklogQueue.Message;
import io.reactivesockets.websocket.BacklogQueue.Strand;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is sent under a policy that does not make its publisher wait: a frame goes on the wire at
 * once if it can, else it waits in the queue, which keeps or drops it.
 */
final class Backlog implements OutboxSource {

  private final EventLoop loop;
  private final Outbox outbox;
  private final SessionTraffic traffic;
  private final BacklogQueue queue;

  // Event loop only.
  private @Nullable Message onWire;
  private boolean retiring;
  private boolean ended;

  Backlog(
      EventLoop loop,
      Outbox outbox,
      SlowConsumerPolicy policy,
      int capacityBytes,
      SessionTraffic traffic,
      Consumer<CloseStatus> onTooSlow) {
    this.loop = loop;
    this.outbox = outbox;
    this.traffic = traffic;
    queue = new BacklogQueue(policy, capacityBytes, traffic, onTooSlow);
  }

  BacklogQueue queue() {
    return queue;
  }

  /** Returns whether the next message goes on the wire at once; on the event loop. */
  boolean isFree() {
    return onWire == null && queue.isEmpty() && outbox.isFree(this);
  }

  /** Takes a frame: puts it on the wire, has it wait, or drops it; from any thread. */
  void offer(Frame frame, Strand strand) {
    if (!loop.inEventLoop()) {
      queue.offer(frame, strand, false, null);
      outbox.wake();
      return;
    }
    WaitingFrame passes = queue.offer(frame, strand, outbox.isFree(this), onWire);
    if (passes == null) {
      outbox.frameWaits();
    } else {
      encode(passes, null);
      outbox.wire().flushSoon();
    }
  }

  /**
   * Takes a message that others get too; it leaves with the next {@link #flush()}. On the event
   * loop.
   */
  void offer(SharedFrames frames) {
    if (ended) {
      return;
    }
    WaitingFrame entry = frames.message().entry();
    if (isFree()) {
      encode(entry, frames);
    } else {
      queue.keep(entry);
      outbox.frameWaits();
    }
  }

  /** Has leave what was put on the wire; on the event loop. */
  void flush() {
    outbox.wire().flush();
  }

  @Override
  public boolean encodeNext() {
    WaitingFrame next;
    do {
      next = queue.peek(onWire);
      if (next == null) {
        return false;
      }
      // Who sent it may not have been let in yet, and takes it back if it is not.
      outbox.acceptArrivals();
    } while (!queue.remove(next));
    encode(next, null);
    leaveIfRetiring();
    return true;
  }

  /** Leaves the order as soon as nothing waits; nothing more is offered, or it is passed over. */
  void retire() {
    retiring = true;
    leaveIfRetiring();
  }

  private void leaveIfRetiring() {
    if (retiring && queue.closeIfEmpty()) {
      ended = true;
      outbox.remove(this);
    }
  }

  private void encode(WaitingFrame entry, @Nullable SharedFrames frames) {
    Frame frame = entry.frame;
    boolean complete = frame.isMessageComplete();
    SharedMessage shared = entry.shared;
    if ((shared != null && outbox.encodeShared(shared, frames))
        || outbox.encode(this, FrameBytes.isText(frame), FrameBytes.of(frame), complete)) {
      onWire = complete ? null : entry.message;
      traffic.sent(complete);
      entry.strand.origin.sent();
    } else {
      queue.refused(entry);
      entry.strand.origin.mixed();
    }
  }

  @Override
  public boolean isIdle() {
    return queue.isEmpty();
  }

  @Override
  public boolean hasFrames() {
    return !queue.isEmpty();
  }

  @Override
  public void stop() {
    // What waits is still sent; nothing more is taken because the origins are stopped too.
  }

  @Override
  public void fail(Throwable cause) {
    ended = true;
    queue.clear();
  }
}
