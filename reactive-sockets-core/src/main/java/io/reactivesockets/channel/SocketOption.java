package io.reactivesockets.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import java.net.StandardSocketOptions;
import java.util.Locale;
import java.util.OptionalInt;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The integer and flag options of sockets, under the names of socket(7), tcp(7), ip(7) and ipv6(7),
 * on every kind of channel. An option that a channel does not know is absent, never a made-up
 * value.
 *
 * <p>Each option names the ways to it: an option of Netty's that all channels share, its numbers on
 * Linux for the native channels, and the option of the JDK for NIO.
 */
@SuppressWarnings("ImmutableEnumChecker") // Option constants of Netty and the JDK do not change.
public enum SocketOption {
  /** Whether an idle peer is probed. */
  SO_KEEPALIVE(ChannelOption.SO_KEEPALIVE),
  /** Whether small writes leave at once. */
  TCP_NODELAY(ChannelOption.TCP_NODELAY),
  /** Size of the send buffer, in bytes. */
  SO_SNDBUF(ChannelOption.SO_SNDBUF),
  /** Size of the receive buffer, in bytes. */
  SO_RCVBUF(ChannelOption.SO_RCVBUF),
  /** Type of service on the wire, for both families. */
  IP_TOS(ChannelOption.IP_TOS),
  /** Whether an address may be bound while old connections linger on it. */
  SO_REUSEADDR(ChannelOption.SO_REUSEADDR),
  /** Seconds a close waits for unsent bytes; 0 resets the connection. */
  SO_LINGER(ChannelOption.SO_LINGER),
  /** Priority in the queues of this host. */
  SO_PRIORITY(1, 12, null),
  /** Whether several listeners share one port. */
  SO_REUSEPORT(1, 15, StandardSocketOptions.SO_REUSEPORT),
  /** TTL of IPv4 packets. */
  IP_TTL(0, 2, null),
  /** Hop limit of IPv6 packets. */
  IPV6_UNICAST_HOPS(41, 16, null),
  /** Traffic class of IPv6 packets. */
  IPV6_TCLASS(41, 67, null),
  /** Seconds of idleness before the first probe. */
  TCP_KEEPIDLE(6, 4, ExtendedSocketOptions.TCP_KEEPIDLE),
  /** Seconds between probes. */
  TCP_KEEPINTVL(6, 5, ExtendedSocketOptions.TCP_KEEPINTERVAL),
  /** Probes without an answer until the connection ends. */
  TCP_KEEPCNT(6, 6, ExtendedSocketOptions.TCP_KEEPCOUNT),
  /** Milliseconds that sent bytes may stay unacknowledged. */
  TCP_USER_TIMEOUT(6, 18, null),
  /** Whether datagrams may go to broadcast addresses. */
  SO_BROADCAST(ChannelOption.SO_BROADCAST),
  /** Size of the receive buffer beyond the system's limit, for the privileged. */
  SO_RCVBUFFORCE(1, 33, null),
  /** Takes the pending error of the socket, as an errno. */
  SO_ERROR(1, 4, null),
  /** How the IPv4 path MTU is found, and whether datagrams may be fragmented. */
  IP_MTU_DISCOVER(0, 10, null),
  /** How the IPv6 path MTU is found, and whether datagrams may be fragmented. */
  IPV6_MTU_DISCOVER(41, 23, null),
  /** Whether ICMP errors reach unconnected sockets too. */
  IP_RECVERR(0, 11, null),
  /** Whether ICMPv6 errors reach unconnected sockets too. */
  IPV6_RECVERR(41, 25, null),
  /** Known IPv4 path MTU of a connected socket. */
  IP_MTU(0, 14, null),
  /** Known IPv6 path MTU of a connected socket. */
  IPV6_MTU(41, 24, null),
  /** Whether groups joined by other sockets are delivered, too. */
  IP_MULTICAST_ALL(0, 49, null),
  /** Whether IPv6 groups joined by other sockets are delivered, too. */
  IPV6_MULTICAST_ALL(41, 29, null),
  /** TTL of IPv4 multicast datagrams. */
  IP_MULTICAST_TTL(0, 33, null),
  /** Hop limit of IPv6 multicast datagrams. */
  IPV6_MULTICAST_HOPS(41, 18, null),
  /** Whether IPv4 multicast datagrams come back to this host. */
  IP_MULTICAST_LOOP(0, 34, null),
  /** Whether IPv6 multicast datagrams come back to this host. */
  IPV6_MULTICAST_LOOP(41, 19, null),
  /** Interface index of IPv6 multicast datagrams. */
  IPV6_MULTICAST_IF(41, 17, null);

  private static final boolean LINUX =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

  private final @Nullable ChannelOption<?> shared;
  private final @Nullable IntegerUnixChannelOption linux;
  private final java.net.@Nullable SocketOption<?> jdk;

  SocketOption(ChannelOption<?> shared) {
    this.shared = shared;
    this.linux = null;
    this.jdk = null;
  }

  SocketOption(int level, int number, java.net.@Nullable SocketOption<?> jdk) {
    this.shared = null;
    this.linux = new IntegerUnixChannelOption(name(), level, number);
    this.jdk = jdk;
  }

  /**
   * Sets the option.
   *
   * @param channel an open channel
   * @param value the value; 1 or 0 for a flag
   * @return whether the channel knows the option and took the value
   */
  public boolean set(Channel channel, int value) {
    ChannelOption<?> way = wayTo(channel);
    if (way == null) {
      return false;
    }
    try {
      return write(channel, way, value);
    } catch (ChannelException | IllegalArgumentException refused) {
      return false;
    }
  }

  /**
   * Reads the option as the system applied it.
   *
   * @param channel an open channel
   * @return the value, 1 or 0 for a flag; empty where the channel cannot tell
   */
  public OptionalInt get(Channel channel) {
    ChannelOption<?> way = wayTo(channel);
    if (way == null) {
      return OptionalInt.empty();
    }
    try {
      Object value = channel.config().getOption(way);
      if (value instanceof Boolean flag) {
        return OptionalInt.of(flag ? 1 : 0);
      }
      return value instanceof Integer number ? OptionalInt.of(number) : OptionalInt.empty();
    } catch (ChannelException refused) {
      return OptionalInt.empty();
    }
  }

  private @Nullable ChannelOption<?> wayTo(Channel channel) {
    if (shared != null) {
      return shared;
    }
    if (channel instanceof UnixChannel) {
      return LINUX ? linux : null;
    }
    return channel instanceof AbstractNioChannel && jdk != null ? NioChannelOption.of(jdk) : null;
  }

  @SuppressWarnings("unchecked")
  private boolean write(Channel channel, ChannelOption<?> way, int value) {
    return isFlag(way)
        ? channel.config().setOption((ChannelOption<Boolean>) way, value != 0)
        : channel.config().setOption((ChannelOption<Integer>) way, value);
  }

  private boolean isFlag(ChannelOption<?> way) {
    return switch (this) {
      case SO_KEEPALIVE, TCP_NODELAY, SO_REUSEADDR, SO_BROADCAST -> true;
      case SO_REUSEPORT -> !way.equals(linux);
      default -> false;
    };
  }
}
