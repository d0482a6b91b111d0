package io.reactivesockets.channel;

import io.netty.channel.Channel;

/** How packets are marked, alike for streams and datagrams. */
public final class Traffic {

  private static final int INTERACTIVE_PRIORITY = 6;
  private static final int LOW_DELAY = 0x10;

  private Traffic() {}

  /**
   * Puts packets ahead of the rest, see {@code SocketQualityOfService.LOW_LATENCY}.
   *
   * @param channel an open channel
   */
  public static void lowLatency(Channel channel) {
    SocketOption.SO_PRIORITY.set(channel, INTERACTIVE_PRIORITY);
    SocketOption.IP_TOS.set(channel, LOW_DELAY);
  }

  /**
   * Sets TTL and hop limit of unicast packets.
   *
   * @param channel an open channel
   * @param hops 1 to 255
   * @return whether the channel knows how
   */
  public static boolean hopLimit(Channel channel, int hops) {
    boolean ipv4 = SocketOption.IP_TTL.set(channel, hops);
    boolean ipv6 = SocketOption.IPV6_UNICAST_HOPS.set(channel, hops);
    return ipv4 || ipv6;
  }
}
