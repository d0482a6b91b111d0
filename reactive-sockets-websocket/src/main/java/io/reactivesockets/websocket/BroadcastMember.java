package io.reactivesockets.websocket;

import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import reactor.util.concurrent.Queues;

/** A WebSocket's membership in a {@link Broadcast}. */
public final class BroadcastMember {

  private final AnyMessageWebSocket socket;
  private final Session<?> session;
  private final Backlog backlog;
  private final int pendingBytes;
  private final Consumer<BroadcastMember> onLeave;
  private final Backlog.Strand strand = new Backlog.Strand(Backlog.NOBODY);
  private final Queue<SharedMessage> incoming =
      Queues.<SharedMessage>unboundedMultiproducer().get();
  private final AtomicLong incomingBytes = new AtomicLong();
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicLong droppedEarly = new AtomicLong();
  private final Runnable absorbTask = this::absorb;
  private volatile boolean left;

  BroadcastMember(
      AnyMessageWebSocket socket,
      Session<?> session,
      SlowConsumerPolicy policy,
      int pendingBytes,
      Consumer<BroadcastMember> onLeave) {
    this.socket = socket;
    this.session = session;
    this.pendingBytes = pendingBytes;
    this.onLeave = onLeave;
    backlog = session.joinBacklog(policy, pendingBytes);
  }

  /**
   * Returns the WebSocket that is the member.
   *
   * @return the socket
   */
  public AnyMessageWebSocket socket() {
    return socket;
  }

  /**
   * Returns how many messages of the hub this member did not get, because it was too slow.
   *
   * @return the number, 0 or more
   */
  public long droppedMessages() {
    return droppedEarly.get() + backlog.droppedMessages();
  }

  /**
   * Returns how much of what the hub published waits for this member.
   *
   * @return bytes, at most the budget
   */
  public int waitingBytes() {
    return (int) Math.min(pendingBytes, incomingBytes.get() + backlog.waitingBytes());
  }

  /** Leaves the hub; what waits is still sent. Leaving twice is harmless. */
  public void leave() {
    left = true;
    onLeave.accept(this);
  }

  /** Returns the way in which a message may be compressed for this member, if it is to be. */
  OptionalInt wayOf(Frame frame) {
    return session.sharedWay(frame.size());
  }

  /** Takes a message; from any thread. */
  void offer(SharedMessage message) {
    if (left) {
      return;
    }
    int cost = message.frame().size();
    if (incomingBytes.addAndGet(cost) > pendingBytes + (long) cost) {
      // The event loop is held up; what it has not even looked at must not grow without bound.
      incomingBytes.addAndGet(-cost);
      droppedEarly.incrementAndGet();
      return;
    }
    incoming.add(message);
    if (work.getAndIncrement() == 0) {
      try {
        session.loop().execute(absorbTask);
      } catch (RejectedExecutionException e) {
        incoming.clear();
      }
    }
  }

  private void absorb() {
    int missed = work.get();
    do {
      SharedMessage message;
      while ((message = incoming.poll()) != null) {
        incomingBytes.addAndGet(-message.frame().size());
        backlog.offer(message.frame(), strand, message);
      }
      missed = work.addAndGet(-missed);
    } while (missed != 0);
  }

  @Override
  public String toString() {
    return "BroadcastMember[" + socket + "]";
  }
}
