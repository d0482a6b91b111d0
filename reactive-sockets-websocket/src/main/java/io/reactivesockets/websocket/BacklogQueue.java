package io.reactivesockets.websocket;

import io.reactivesockets.channel.Count;
import io.reactivesockets.websocket.SlowConsumerPolicy.Action;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait to be sent under a policy that does not make their publisher wait; bounded in
 * bytes, whichever thread hands them in.
 *
 * <p>A message of several parts is kept or dropped as one. One of which a part is on the wire
 * already cannot be dropped: if its further parts do not fit, the WebSocket is closed. One that a
 * send has left unfinished is gone on with by the next send.
 */
final class BacklogQueue {

  private final SlowConsumerPolicy policy;
  private final int capacityBytes;
  private final SessionTraffic traffic;
  private final Consumer<CloseStatus> onTooSlow;

  // Guarded by this.
  private final ArrayDeque<WaitingFrame> waiting = new ArrayDeque<>(4);
  private @Nullable Message unfinished;
  private long offered;
  private boolean closed;
  private boolean tooSlow;

  // Written with this held, read by anybody.
  private final Count bytes = new Count();
  private final Count droppedMessages = new Count();

  /** What one origin hands in: one message after the other. Its state is the queue's. */
  static final class Strand {

    final FrameOrigin origin;
    private @Nullable Message underWay;
    private boolean ended;

    Strand(FrameOrigin origin) {
      this.origin = origin;
    }
  }

  /** A message of several parts. Its state is the queue's. */
  static final class Message {

    private long newest;
    private boolean begun;
    private boolean dropped;
    private boolean abandoned;
  }

  BacklogQueue(
      SlowConsumerPolicy policy,
      int capacityBytes,
      SessionTraffic traffic,
      Consumer<CloseStatus> onTooSlow) {
    this.policy = policy;
    this.capacityBytes = capacityBytes;
    this.traffic = traffic;
    this.onTooSlow = onTooSlow;
  }

  /** Returns how many messages were dropped. */
  long droppedMessages() {
    return droppedMessages.get();
  }

  int waitingBytes() {
    return (int) bytes.get();
  }

  boolean isEmpty() {
    return bytes.get() == 0;
  }

  /**
   * Takes a frame: has it wait, drops it, or lets it pass.
   *
   * @param wireFree whether a frame may go on the wire at once
   * @param onWire the message whose next part has to be the next frame on the wire, if there is one
   * @return the frame if it is to go on the wire at once
   */
  synchronized @Nullable WaitingFrame offer(
      Frame frame, Strand strand, boolean wireFree, @Nullable Message onWire) {
    if (closed || strand.ended) {
      passOver(strand);
      return null;
    }
    WaitingFrame entry = new WaitingFrame(frame, strand, messageOf(frame, strand), null);
    if (wireFree && mayPass(entry, onWire)) {
      begins(entry);
      return entry;
    }
    keep(entry);
    return null;
  }

  /** Has a message wait that others get too, if it may. */
  synchronized void keep(WaitingFrame entry) {
    if (!closed && !isDropped(entry) && (fits(entry) || makeRoom(entry))) {
      waiting.add(entry);
      bytes.add(entry.cost);
    } else {
      passOver(entry.strand);
    }
  }

  /** A message was lost on the way here. */
  synchronized void lose() {
    if (closed) {
      return;
    }
    if (policy.action() == Action.CLOSE) {
      tooSlow(policy.status());
    } else {
      countDropped();
    }
  }

  private void passOver(Strand strand) {
    // Where the WebSocket is closed for it, that is how the send ends.
    if (!tooSlow) {
      strand.origin.dropped();
    }
  }

  private @Nullable Message messageOf(Frame frame, Strand strand) {
    Message message = strand.underWay;
    if (message == null) {
      message = unfinished;
      unfinished = null;
    }
    boolean complete = frame.isMessageComplete();
    if (message == null && !complete) {
      message = new Message();
    }
    offered++;
    if (message != null) {
      message.newest = offered;
      message.abandoned = false;
    }
    strand.underWay = complete ? null : message;
    return message;
  }

  private boolean mayPass(WaitingFrame entry, @Nullable Message onWire) {
    if (isDropped(entry)) {
      return false;
    }
    return onWire == null ? waiting.isEmpty() : entry.message == onWire && firstOf(onWire) == null;
  }

  private static boolean isDropped(WaitingFrame entry) {
    return entry.message != null && entry.message.dropped;
  }

  private static void begins(WaitingFrame entry) {
    if (entry.message != null) {
      entry.message.begun = true;
    }
  }

  /**
   * Returns the frame that is the next one for the wire, and leaves it here.
   *
   * @param onWire the message whose next part has to be the next frame on the wire, if there is one
   */
  synchronized @Nullable WaitingFrame peek(@Nullable Message onWire) {
    if (onWire == null) {
      return waiting.peek();
    }
    WaitingFrame part = firstOf(onWire);
    // What nobody goes on with would hold up all others.
    return part == null && onWire.abandoned ? waiting.peek() : part;
  }

  private @Nullable WaitingFrame firstOf(Message message) {
    for (WaitingFrame entry : waiting) {
      if (entry.message == message) {
        return entry;
      }
    }
    return null;
  }

  /**
   * Takes out a frame that goes on the wire.
   *
   * @return whether it was still here
   */
  synchronized boolean remove(WaitingFrame entry) {
    if (!takeOut(entry)) {
      return false;
    }
    begins(entry);
    return true;
  }

  private boolean takeOut(WaitingFrame entry) {
    if (!waiting.removeFirstOccurrence(entry)) {
      return false;
    }
    bytes.add(-entry.cost);
    return true;
  }

  /** Takes nothing more from a strand; a message it left unfinished is for the next one. */
  synchronized void end(Strand strand) {
    strand.ended = true;
    Message message = strand.underWay;
    strand.underWay = null;
    if (message != null) {
      leaveUnfinished(message);
    }
  }

  /** Takes nothing more from a strand, nor sends a message of which it has not said the end. */
  synchronized void giveUp(Strand strand) {
    strand.ended = true;
    Message message = strand.underWay;
    strand.underWay = null;
    if (message == null) {
      return;
    }
    if (message.begun) {
      leaveUnfinished(message);
    } else {
      dropAll(entry -> entry.message == message);
    }
  }

  private void leaveUnfinished(Message message) {
    message.abandoned = true;
    // Else what came after it goes on with it already.
    if (message.newest == offered) {
      unfinished = message;
    }
  }

  /** Takes nothing more from a strand, and lets go of what waits of it. */
  synchronized void forget(Strand strand) {
    giveUp(strand);
    dropAll(entry -> entry.strand == strand);
  }

  /** The wire did not take a frame, for it is of another type than the message it belongs to. */
  synchronized void refused(WaitingFrame entry) {
    forget(entry.strand);
    if (entry.message != null) {
      leaveUnfinished(entry.message);
    }
  }

  /** Takes nothing more, and lets go of all that waits. */
  synchronized void clear() {
    closed = true;
    bytes.set(0);
    waiting.clear();
  }

  /** Takes nothing more if nothing waits; returns whether that is so. */
  synchronized boolean closeIfEmpty() {
    closed |= waiting.isEmpty();
    return closed;
  }

  private boolean fits(WaitingFrame entry) {
    return bytes.get() + entry.cost <= capacityBytes;
  }

  /** Returns whether the entry may wait; if not it is dropped. */
  private boolean makeRoom(WaitingFrame entry) {
    if (policy.action() == Action.CLOSE) {
      tooSlow(policy.status());
      return false;
    }
    if (policy.action() != Action.DROP_NEWEST) {
      dropOlder(entry);
      if (fits(entry) || waiting.isEmpty()) {
        return true;
      }
    }
    if (entry.message != null && entry.message.begun) {
      // A part of it is on the wire: it can neither be dropped nor wait.
      tooSlow(CloseStatus.POLICY_VIOLATION);
      return false;
    }
    dropMessage(entry);
    return false;
  }

  private void tooSlow(CloseStatus status) {
    closed = true;
    tooSlow = true;
    onTooSlow.accept(status);
  }

  private void dropOlder(WaitingFrame entry) {
    while (!fits(entry) || (policy.action() == Action.KEEP_LATEST && !waiting.isEmpty())) {
      WaitingFrame oldest = oldestToDrop(entry);
      if (oldest == null) {
        return;
      }
      dropMessage(oldest);
    }
  }

  /** Returns the first message of which nothing is on the wire and that the entry is no part of. */
  private @Nullable WaitingFrame oldestToDrop(WaitingFrame entry) {
    for (WaitingFrame candidate : waiting) {
      Message message = candidate.message;
      if (message == null || !(message.begun || message == entry.message)) {
        return candidate;
      }
    }
    return null;
  }

  /** Drops all that waits of a message, and what comes of it. */
  private void dropMessage(WaitingFrame part) {
    Message message = part.message;
    if (message != null) {
      message.dropped = true;
      dropAll(entry -> entry.message == message);
    } else if (takeOut(part)) {
      part.strand.origin.dropped();
    }
    countDropped();
  }

  private void countDropped() {
    droppedMessages.add(1);
    traffic.dropped();
  }

  private void dropAll(Predicate<WaitingFrame> which) {
    Iterator<WaitingFrame> entries = waiting.iterator();
    while (entries.hasNext()) {
      WaitingFrame entry = entries.next();
      if (which.test(entry)) {
        entries.remove();
        bytes.add(-entry.cost);
        entry.strand.origin.dropped();
      }
    }
  }
}
