package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

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
  private final Queue<Announcement> incoming = Queues.<Announcement>unboundedMultiproducer().get();
  private final AtomicLong incomingBytes = new AtomicLong();
  private final AtomicInteger work = new AtomicInteger();
  private final Runnable deliverTask = this::deliver;

  /** Guarded by itself. To join and to leave cost the same however many there are. */
  private final Set<BroadcastMember> members = new LinkedHashSet<>();

  /** Made when it is asked for, after somebody has joined or left. */
  private volatile @Nullable Roster roster;

  // Event loop only.
  private final List<BroadcastMember> late = new ArrayList<>();

  /** A message, and who was there when it was published; or no message, for one who has left. */
  private record Announcement(@Nullable SharedMessage message, Roster to) {}

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

  /** Has the event loop hand on a message; from any thread. */
  void announce(SharedMessage message, Roster to) {
    long cost = cost(message);
    if (incomingBytes.addAndGet(cost) > to.largestBudget() + cost) {
      // The event loop is held up; what it has not even looked at must not grow without bound.
      incomingBytes.addAndGet(-cost);
      to.members().forEach(BroadcastMember::dropEarly);
      return;
    }
    tell(new Announcement(message, to));
  }

  private void tell(Announcement announcement) {
    incoming.add(announcement);
    if (work.getAndIncrement() == 0) {
      goOn();
    }
  }

  private static long cost(SharedMessage message) {
    return (long) message.frame().size() + MESSAGE_OVERHEAD;
  }

  private void goOn() {
    try {
      loop.execute(deliverTask);
    } catch (RejectedExecutionException e) {
      // The event loop has ended, and with it all its channels.
      incoming.clear();
    }
  }

  private void deliver() {
    int taken = 0;
    try {
      int due = Math.min(work.get(), MOST_AT_ONCE);
      List<SharedFrames> together = new ArrayList<>();
      Roster to = Roster.EMPTY;
      while (taken < due) {
        Announcement next = incoming.remove();
        taken++;
        if (next.to != to) {
          deliver(together, to);
          together.clear();
          to = next.to;
        }
        SharedMessage message = next.message;
        if (message == null) {
          to.members().forEach(BroadcastMember::retire);
        } else {
          incomingBytes.addAndGet(-cost(message));
          together.add(new SharedFrames(message));
        }
      }
      deliver(together, to);
    } finally {
      // Even without memory left: what comes later must not find the hub stuck.
      if (work.addAndGet(-taken) != 0) {
        goOn();
      }
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
