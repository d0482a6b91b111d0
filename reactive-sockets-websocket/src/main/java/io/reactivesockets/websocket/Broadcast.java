package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import io.reactivesockets.channel.Checks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends each message to many WebSockets: compresses it once, encodes it once for each event loop,
 * and gives each member a budget, a policy and counters of its own, so that no slow one delays
 * another. Safe for use by several threads.
 *
 * <pre>{@code
 * Broadcast news = new Broadcast();
 * listener.messageSockets("/news")
 *     .doOnNext(socket -> news.join(socket, SlowConsumerPolicy.dropOldest(), 65_536))
 *     .flatMap(socket -> socket.frames().then())
 *     .subscribe();
 * news.publish(Frame.text("hello, all"));
 * }</pre>
 *
 * <p>What is published stands in line with what each WebSocket sends besides; messages of one
 * publishing thread keep their order. While an event loop is held up, what it has not even looked
 * at is bounded by the largest budget of its members: beyond it the oldest messages are dropped for
 * all of them, and those whose policy is to close are closed.
 */
public final class Broadcast {

  private static final int DEFAULT_PENDING_BYTES = 131_072;

  private final Map<EventLoop, Audience> audiences = new ConcurrentHashMap<>();

  /** Makes a hub without members. */
  public Broadcast() {}

  /**
   * Takes a WebSocket in, until it is closed or leaves, under the policy of dropping the oldest
   * messages beyond 131,072 bytes.
   *
   * @param socket a message socket
   * @return its membership
   */
  public BroadcastMember join(AnyMessageWebSocket socket) {
    return join(socket, SlowConsumerPolicy.dropOldest(), DEFAULT_PENDING_BYTES);
  }

  /**
   * Takes a WebSocket in, until it is closed or leaves.
   *
   * @param socket a message socket
   * @param policy what to do when its budget is used up; not to wait, since that would hold up the
   *     others
   * @param pendingBytes how much may wait for it, in bytes, 1,024 or more; each message counts 64
   *     more than its payload
   * @return its membership
   * @throws IllegalArgumentException if the policy is to wait, or the budget is less than 1,024
   */
  public BroadcastMember join(
      AnyMessageWebSocket socket, SlowConsumerPolicy policy, int pendingBytes) {
    Objects.requireNonNull(socket, "socket");
    if (policy.action() == SlowConsumerPolicy.Action.WAIT) {
      throw new IllegalArgumentException(
          "policy: WAIT (expected: one that does not hold up the other members)");
    }
    Checks.inRange("pendingBytes", pendingBytes, 1_024, Integer.MAX_VALUE);
    BroadcastMember member =
        new BroadcastMember(socket, socket.session(), policy, pendingBytes, this::remove);
    audiences.compute(
        member.loop(),
        (loop, there) -> {
          Audience audience = there == null ? new Audience(loop) : there;
          audience.add(member);
          return audience;
        });
    member.leaveWhenClosed();
    return member;
  }

  private void remove(BroadcastMember member) {
    audiences.computeIfPresent(
        member.loop(),
        (loop, audience) -> {
          audience.remove(member);
          return audience.isEmpty() ? null : audience;
        });
  }

  /**
   * Sends a message to all members there are.
   *
   * @param frame a complete message
   * @throws IllegalArgumentException if the frame is a part of a message
   */
  public void publish(Frame frame) {
    if (!frame.isMessageComplete()) {
      throw new IllegalArgumentException("frame: " + frame + " (expected: a complete message)");
    }
    Map<Audience, Roster> everybody = new HashMap<>();
    Set<Integer> ways = new TreeSet<>();
    for (Audience audience : audiences.values()) {
      Roster roster = audience.roster();
      everybody.put(audience, roster);
      for (SharedWay way : roster.ways()) {
        if (frame.size() >= way.thresholdBytes()) {
          ways.add(way.number());
        }
      }
    }
    SharedMessage message = new SharedMessage(frame, ways);
    everybody.forEach((audience, roster) -> audience.announce(message, roster));
  }

  /**
   * Sends the messages of a publisher to all members there are at the time of each.
   *
   * @param frames complete messages
   * @return cold; completes when the publisher does and the last message was handed to the members,
   *     whose budgets then say what becomes of it
   */
  public Mono<Void> publish(Publisher<? extends Frame> frames) {
    return Flux.from(frames).doOnNext(this::publish).then();
  }

  /**
   * Returns who is in.
   *
   * @return the members at this moment
   */
  public List<BroadcastMember> members() {
    return audiences.values().stream()
        .flatMap(audience -> audience.roster().members().stream())
        .toList();
  }
}
