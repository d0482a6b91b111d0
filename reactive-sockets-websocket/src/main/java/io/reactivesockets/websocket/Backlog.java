package io.reactivesockets.websocket;

import io.reactivesockets.channel.Count;
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
final class Backlog implements OutboxSource {

  private static final int FRAME_OVERHEAD = 64;

  private final Outbox outbox;
  private final SlowConsumerPolicy policy;
  private final int capacityBytes;
  private final SessionTraffic traffic;
  private final Consumer<CloseStatus> onTooSlow;

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(4);
  private final Count bytes = new Count();
  private final Count droppedMessages = new Count();
  private boolean retiring;
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
  record Waiting(
      Frame frame,
      Strand strand,
      long message,
      boolean first,
      @Nullable SharedMessage shared,
      int cost) {

    private Waiting(Frame frame, Strand strand, boolean first) {
      this(frame, strand, strand.message, first, null, frame.size() + FRAME_OVERHEAD);
    }

    /** Returns what stands for a message that others get too, here and there. */
    static Waiting whole(SharedMessage shared) {
      Frame frame = shared.frame();
      return new Waiting(frame, new Strand(NOBODY), 0, true, shared, frame.size() + FRAME_OVERHEAD);
    }

    boolean isWhole() {
      return first && frame.isMessageComplete();
    }

    boolean isOfTheMessageOf(Waiting other) {
      return strand == other.strand && message == other.message;
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
    return droppedMessages.get();
  }

  int waitingBytes() {
    return (int) bytes.get();
  }

  /** Returns whether the next frame goes on the wire at once. */
  boolean isFree() {
    return waiting.isEmpty() && outbox.isFree(this);
  }

  /** Takes a frame: puts it on the wire, has it wait, or drops it. */
  void offer(Frame frame, Strand strand) {
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
    if (isFree()) {
      encode(frame, strand, null, null);
      outbox.wire().flushSoon();
      return;
    }
    if (!keep(new Waiting(frame, strand, first))) {
      strand.dropping = true;
      strand.origin.settled();
    }
  }

  /** Takes a message that others get too; it leaves with the next {@link #flush()}. */
  void offer(SharedFrames frames) {
    if (ended) {
      return;
    }
    SharedMessage message = frames.message();
    if (isFree()) {
      encode(message.frame(), message.entry().strand, message, frames);
    } else {
      keep(message.entry());
    }
  }

  /** Has leave what was put on the wire. */
  void flush() {
    outbox.wire().flush();
  }

  /** Has an entry wait, if it may. */
  private boolean keep(Waiting entry) {
    if (!fits(entry) && !makeRoom(entry)) {
      return false;
    }
    waiting.add(entry);
    bytes.add(entry.cost);
    outbox.frameWaits();
    return true;
  }

  private boolean fits(Waiting entry) {
    return bytes.get() + entry.cost <= capacityBytes;
  }

  /** Returns whether the entry may wait; if not it has been dropped. */
  private boolean makeRoom(Waiting entry) {
    if (policy.action() == Action.CLOSE) {
      onTooSlow.accept(policy.status());
      return false;
    }
    if (policy.action() != Action.DROP_NEWEST) {
      dropOlder(entry);
      if (fits(entry) || waiting.isEmpty()) {
        return true;
      }
    }
    if (isBegun(entry)) {
      // A part of it is on the wire: it can neither be dropped nor wait.
      onTooSlow.accept(CloseStatus.POLICY_VIOLATION);
      return false;
    }
    if (!entry.first) {
      dropMessage(entry);
    }
    countDropped();
    return false;
  }

  private void dropOlder(Waiting entry) {
    while (!fits(entry) || (policy.action() == Action.KEEP_LATEST && !waiting.isEmpty())) {
      Waiting oldest = oldestToDrop(entry);
      if (oldest == null) {
        return;
      }
      dropMessage(oldest);
      if (oldest.strand.inMessage && oldest.strand.message == oldest.message) {
        oldest.strand.dropping = true;
      }
      countDropped();
    }
  }

  /** Returns the first message of which nothing is on the wire and that the entry is no part of. */
  private @Nullable Waiting oldestToDrop(Waiting entry) {
    for (Waiting candidate : waiting) {
      if (candidate.first && !candidate.isOfTheMessageOf(entry)) {
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
      if (candidate.first && candidate.isOfTheMessageOf(entry)) {
        return false;
      }
    }
    return true;
  }

  /** Drops all that waits of a message. */
  private void dropMessage(Waiting part) {
    Waiting oldest = waiting.peek();
    if (part.isWhole() && oldest != null && oldest.isOfTheMessageOf(part)) {
      waiting.poll();
      dropped(part);
      return;
    }
    Iterator<Waiting> entries = waiting.iterator();
    while (entries.hasNext()) {
      Waiting entry = entries.next();
      if (entry.isOfTheMessageOf(part)) {
        entries.remove();
        dropped(entry);
      }
    }
  }

  private void dropped(Waiting entry) {
    bytes.add(-entry.cost);
    entry.strand.origin.settled();
  }

  private void countDropped() {
    droppedMessages.add(1);
    traffic.dropped();
  }

  @Override
  public boolean encodeNext() {
    Waiting next = waiting.poll();
    if (next == null) {
      return false;
    }
    bytes.add(-next.cost);
    encode(next.frame, next.strand, next.shared, null);
    leaveIfRetiring();
    return true;
  }

  /** Leaves the order as soon as nothing waits; nothing more is offered, or it is passed over. */
  void retire() {
    retiring = true;
    leaveIfRetiring();
  }

  private void leaveIfRetiring() {
    if (retiring && waiting.isEmpty()) {
      ended = true;
      outbox.remove(this);
    }
  }

  private void encode(
      Frame frame, Strand strand, @Nullable SharedMessage shared, @Nullable SharedFrames frames) {
    boolean complete = frame.isMessageComplete();
    if (shared != null && outbox.encodeShared(shared, frames)) {
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
    bytes.set(0);
    waiting.clear();
  }
}
