package io.reactivesockets.websocket;

import io.reactivesockets.websocket.SlowConsumerPolicy.Action;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait to be sent under a policy that does not make their publisher wait; bounded in
 * bytes. Event loop only.
 *
 * <p>A message of several parts is kept or dropped as one. One of which a part is on the wire
 * already cannot be dropped: if its further parts do not fit, the WebSocket is closed.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // Only the event loop writes the counters.
final class Backlog implements OutboxSource {

  private static final int FRAME_OVERHEAD = 64;

  private final Outbox outbox;
  private final SlowConsumerPolicy policy;
  private final int capacityBytes;
  private final SessionTraffic traffic;
  private final Consumer<CloseStatus> onTooSlow;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(4);
  private volatile int bytes;
  private volatile long droppedMessages;
  private boolean ended;

  /** Does not care what becomes of its frames. */
  static final Origin NOBODY =
      new Origin() {
        @Override
        public void settled() {
          // Nobody waits for it.
        }

        @Override
        public void mixed() {
          // A message between the parts of another one waits for them, so this does not happen.
        }
      };

  /** Who hands frames in, and is told what became of them. */
  interface Origin {

    /** A frame was put on the wire, or dropped. */
    void settled();

    /** A frame was refused, because another message is under way. */
    void mixed();
  }

  /** The state of what one origin hands in: one message at a time. */
  static final class Strand {

    final Origin origin;
    private long message;
    private boolean inMessage;
    private boolean dropping;

    Strand(Origin origin) {
      this.origin = origin;
    }
  }

  /** A frame that waits, and the message of its strand that it belongs to. */
  private record Waiting(
      Frame frame, Strand strand, long message, boolean first, @Nullable SharedMessage shared) {

    int cost() {
      return frame.size() + FRAME_OVERHEAD;
    }
  }

  Backlog(
      Outbox outbox,
      SlowConsumerPolicy policy,
      int capacityBytes,
      SessionTraffic traffic,
      Consumer<CloseStatus> onTooSlow) {
    this.outbox = outbox;
    this.policy = policy;
    this.capacityBytes = capacityBytes;
    this.traffic = traffic;
    this.onTooSlow = onTooSlow;
  }

  /** Returns how many messages were dropped. */
  long droppedMessages() {
    return droppedMessages;
  }

  int waitingBytes() {
    return bytes;
  }

  /** Takes a frame: puts it on the wire, has it wait, or drops it. */
  void offer(Frame frame, Strand strand) {
    offer(frame, strand, null);
  }

  /** Takes a frame that others may get too. */
  void offer(Frame frame, Strand strand, @Nullable SharedMessage shared) {
    boolean first = !strand.inMessage;
    strand.inMessage = !frame.isMessageComplete();
    if (first) {
      strand.message++;
      strand.dropping = false;
    }
    if (ended || strand.dropping) {
      strand.origin.settled();
      return;
    }
    if (waiting.isEmpty() && outbox.isFree(this)) {
      encode(frame, strand, shared);
      outbox.wire().flushSoon();
      return;
    }
    Waiting entry = new Waiting(frame, strand, strand.message, first, shared);
    if (bytes + entry.cost() > capacityBytes && !makeRoom(entry)) {
      return;
    }
    waiting.add(entry);
    bytes += entry.cost();
    outbox.frameWaits();
  }

  /** Returns whether the entry may wait; if not it has been dealt with. */
  private boolean makeRoom(Waiting entry) {
    if (policy.action() == Action.CLOSE) {
      entry.strand.origin.settled();
      onTooSlow.accept(policy.status());
      return false;
    }
    if (policy.action() != Action.DROP_NEWEST) {
      dropOlder(entry);
      if (bytes + entry.cost() <= capacityBytes || waiting.isEmpty()) {
        return true;
      }
    }
    if (isBegun(entry)) {
      // A part of it is on the wire: it can neither be dropped nor wait.
      entry.strand.origin.settled();
      onTooSlow.accept(CloseStatus.POLICY_VIOLATION);
      return false;
    }
    dropMessage(entry.strand, entry.message);
    entry.strand.dropping = true;
    countDropped();
    entry.strand.origin.settled();
    return false;
  }

  private void dropOlder(Waiting entry) {
    while (bytes + entry.cost() > capacityBytes
        || (policy.action() == Action.KEEP_LATEST && !waiting.isEmpty())) {
      Waiting oldest = oldestToDrop(entry);
      if (oldest == null) {
        return;
      }
      dropMessage(oldest.strand, oldest.message);
      if (oldest.strand.inMessage && oldest.strand.message == oldest.message) {
        oldest.strand.dropping = true;
      }
      countDropped();
    }
  }

  /** Returns the first message of which nothing is on the wire and that the entry is no part of. */
  private @Nullable Waiting oldestToDrop(Waiting entry) {
    for (Waiting candidate : waiting) {
      boolean same = candidate.strand == entry.strand && candidate.message == entry.message;
      if (candidate.first && !same) {
        return candidate;
      }
    }
    return null;
  }

  private boolean isBegun(Waiting entry) {
    if (entry.first) {
      return false;
    }
    for (Waiting candidate : waiting) {
      if (candidate.first
          && candidate.strand == entry.strand
          && candidate.message == entry.message) {
        return false;
      }
    }
    return true;
  }

  private void dropMessage(Strand strand, long message) {
    Iterator<Waiting> entries = waiting.iterator();
    while (entries.hasNext()) {
      Waiting entry = entries.next();
      if (entry.strand == strand && entry.message == message) {
        entries.remove();
        bytes -= entry.cost();
        strand.origin.settled();
      }
    }
  }

  private void countDropped() {
    droppedMessages++;
    traffic.dropped();
  }

  @Override
  public boolean encodeNext() {
    Waiting next = waiting.poll();
    if (next == null) {
      return false;
    }
    bytes -= next.cost();
    encode(next.frame, next.strand, next.shared);
    return true;
  }

  private void encode(Frame frame, Strand strand, @Nullable SharedMessage shared) {
    boolean complete = frame.isMessageComplete();
    if (shared != null && outbox.encodeShared(shared)) {
      traffic.sent(true);
      strand.origin.settled();
    } else if (outbox.encode(this, FrameBytes.isText(frame), FrameBytes.of(frame), complete)) {
      traffic.sent(complete);
      strand.origin.settled();
    } else {
      strand.origin.mixed();
    }
  }

  @Override
  public boolean isIdle() {
    return waiting.isEmpty();
  }

  @Override
  public boolean hasFrames() {
    return !waiting.isEmpty();
  }

  @Override
  public void stop() {
    // What waits is still sent; nothing more is taken because the origins are stopped too.
  }

  @Override
  public void fail(Throwable cause) {
    ended = true;
    bytes = 0;
    while (!waiting.isEmpty()) {
      waiting.poll();
    }
  }
}
