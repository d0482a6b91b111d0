package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.reactivesockets.channel.SocketOption;
import java.util.OptionalLong;

/**
 * Lets the kernel tell every error that the network reports (IP_RECVERR, IPV6_RECVERR), also to a
 * socket that is not connected.
 *
 * <p>The kernel keeps a copy of each in a queue that Netty cannot read, takes room for it from the
 * receive buffer, and wakes the event loop as long as it is there: so the queue is thrown away with
 * each error, which happens when the option is switched off and on.
 */
final class NetworkErrorQueue {

  private final Channel channel;
  private final MemoryCounters memory;
  private final boolean on;

  private NetworkErrorQueue(Channel channel, boolean on) {
    this.channel = channel;
    this.memory = new MemoryCounters(channel);
    this.on = on;
  }

  static NetworkErrorQueue of(Channel channel) {
    return new NetworkErrorQueue(channel, channel instanceof UnixChannel && set(channel, 1));
  }

  /** Forgets errors that are pending, and their copies. */
  void clear() {
    if (on && channel.isOpen()) {
      SocketOption.SO_ERROR.get(channel);
      set(channel, 0);
      set(channel, 1);
    }
  }

  /**
   * Forgets copies of errors that hit a send in the midst of a batch, where the kernel does not
   * tell them (sendmmsg). Returns whether there were any, which shows in the memory that they took.
   */
  boolean clearUntold() {
    if (!on || !channel.isOpen()) {
      return false;
    }
    OptionalLong before = memory.allocated();
    clear();
    OptionalLong after = memory.allocated();
    return before.isPresent() && after.isPresent() && after.getAsLong() < before.getAsLong();
  }

  private static boolean set(Channel channel, int value) {
    boolean ipv4 = SocketOption.IP_RECVERR.set(channel, value);
    boolean ipv6 = SocketOption.IPV6_RECVERR.set(channel, value);
    return ipv4 || ipv6;
  }
}
