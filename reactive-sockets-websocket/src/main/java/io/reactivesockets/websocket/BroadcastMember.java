package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** A WebSocket's membership in a {@link Broadcast}. */
public final class BroadcastMember {

  private final AnyMessageWebSocket socket;
  private final Session<?> session;
  private final Backlog backlog;
  private final int pendingBytes;
  private final Consumer<BroadcastMember> onLeave;
  private final Optional<SharedWay> way;
  private final Disposable.Swap untilClosed = Disposables.swap();

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
    way = session.sharedWay();
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
    return backlog.queue().droppedMessages();
  }

  /**
   * Returns how much of what the hub published waits for this member.
   *
   * @return bytes, at most the budget
   */
  public int waitingBytes() {
    return Math.min(pendingBytes, backlog.queue().waitingBytes());
  }

  /** Leaves the hub; what waits is still sent. Leaving twice is harmless. */
  public void leave() {
    untilClosed.dispose();
    onLeave.accept(this);
  }

  void leaveWhenClosed() {
    untilClosed.update(socket.closed().subscribe(ended -> leave()));
  }

  EventLoop loop() {
    return session.loop();
  }

  /** Returns how messages may be compressed for this member together with others, if at all. */
  Optional<SharedWay> way() {
    return way;
  }

  int budget() {
    return pendingBytes;
  }

  /** Has nothing more to take, and is done when nothing waits any more; on the event loop. */
  void retire() {
    backlog.retire();
  }

  /** Loses a message that the event loop of this member could not even look at; any thread. */
  void dropEarly() {
    backlog.queue().lose();
  }

  /** Returns whether the next message goes on the wire at once; on the event loop. */
  boolean isReady() {
    return backlog.isFree();
  }

  /** Takes messages and has them leave; on the event loop. */
  void take(List<SharedFrames> messages) {
    for (int i = 0; i < messages.size(); i++) {
      backlog.offer(messages.get(i));
    }
    backlog.flush();
  }

  @Override
  public String toString() {
    return "BroadcastMember[" + socket + "]";
  }
}
