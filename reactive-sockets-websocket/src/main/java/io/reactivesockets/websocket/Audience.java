package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The members of a broadcast whose WebSockets share an event loop. However many there are, what was
 * published goes there in one task, is encoded once, and is written to one channel after another,
 * each flushed once; those that cannot take it at once have their turn after all that can.
 */
final class Audience {

  /** What one message costs beyond its bytes while it waits; it bounds the number of empty ones. */
  private static final int MESSAGE_OVERHEAD = 64;

  /** How many messages are delivered before the event loop may see to something else. */
  private static final int MOST_AT_ONCE = 128;

  private final EventLoop loop;
  private final Runnable deliverTask = this::deliver;

  // Guarded by the queue.
  private final Deque<Announcement> incoming = new ArrayDeque<>();
  private long incomingBytes;
  private boolean delivers;

  /** Guarded by itself. To join and to leave cost the same however many there are. */
  private final Set<BroadcastMember> members = new LinkedHashSet<>();

  /** Made when it is asked for, after somebody has joined or left. */
  private volatile @Nullable Roster roster;

  // Event loop only.
  private final List<BroadcastMember> late = new ArrayList<>();

  /** A message, and who was there when it was published; or no message, for one who has left. */
  private record Announcement(@Nullable SharedMessage message, Roster to) {

    private long cost() {
      return message == null ? 0 : (long) message.frame().size() + MESSAGE_OVERHEAD;
    }
  }

  Audience(EventLoop loop) {
    this.loop = loop;
  }

  /** Returns who is there now; from any thread. */
  Roster roster() {
    Roster known = roster;
    if (known != null) {
      return known;
    }
    synchronized (members) {
      Roster now = Roster.of(members);
      roster = now;
      return now;
    }
  }

  boolean isEmpty() {
    synchronized (members) {
      return members.isEmpty();
    }
  }

  /** Takes a member in. */
  void add(BroadcastMember member) {
    synchronized (members) {
      members.add(member);
      roster = null;
    }
  }

  /** Takes a member out, which still gets what was published before. */
  void remove(BroadcastMember member) {
    synchronized (members) {
      members.remove(member);
      roster = null;
    }
    tell(new Announcement(null, Roster.of(List.of(member))));
  }

  /**
   * Has the event loop hand on a message; from any thread. While the loop is held up, what it has
   * not even looked at is bounded by the largest budget: the oldest messages go.
   */
  void announce(SharedMessage message, Roster to) {
    Announcement newest = new Announcement(message, to);
    List<Roster> losers = new ArrayList<>();
    synchronized (incoming) {
      Iterator<Announcement> oldest = incoming.iterator();
      while (incomingBytes > to.largestBudget() && oldest.hasNext()) {
        Announcement lost = oldest.next();
        if (lost.message != null) {
          oldest.remove();
          incomingBytes -= lost.cost();
          losers.add(lost.to);
        }
      }
      tell(newest);
    }
    losers.forEach(roster -> roster.members().forEach(BroadcastMember::dropEarly));
  }

  private void tell(Announcement announcement) {
    synchronized (incoming) {
      incoming.add(announcement);
      incomingBytes += announcement.cost();
      if (delivers) {
        return;
      }
      delivers = true;
    }
    goOn();
  }

  private void goOn() {
    try {
      loop.execute(deliverTask);
    } catch (RejectedExecutionException e) {
      // The event loop has ended, and with it all its channels.
      synchronized (incoming) {
        incoming.clear();
      }
    }
  }

  private void deliver() {
    try {
      List<SharedFrames> together = new ArrayList<>();
      Roster to = Roster.EMPTY;
      for (Announcement next : take()) {
        if (next.to != to) {
          deliver(together, to);
          together.clear();
          to = next.to;
        }
        SharedMessage message = next.message;
        if (message == null) {
          to.members().forEach(BroadcastMember::retire);
        } else {
          together.add(new SharedFrames(message));
        }
      }
      deliver(together, to);
    } finally {
      // Even without memory left: what comes later must not find the hub stuck.
      if (hasMore()) {
        goOn();
      }
    }
  }

  private List<Announcement> take() {
    synchronized (incoming) {
      int due = Math.min(incoming.size(), MOST_AT_ONCE);
      List<Announcement> taken = new ArrayList<>(due);
      for (int i = 0; i < due; i++) {
        Announcement next = incoming.remove();
        incomingBytes -= next.cost();
        taken.add(next);
      }
      return taken;
    }
  }

  private boolean hasMore() {
    synchronized (incoming) {
      delivers = !incoming.isEmpty();
      return delivers;
    }
  }

  private void deliver(List<SharedFrames> messages, Roster to) {
    try {
      for (BroadcastMember member : to.members()) {
        if (member.isReady()) {
          member.take(messages);
        } else {
          late.add(member);
        }
      }
      for (BroadcastMember member : late) {
        member.take(messages);
      }
    } finally {
      late.clear();
      messages.forEach(SharedFrames::release);
    }
  }
}
