package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.reactivesockets.channel.SocketOption;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Socket options as the system applied them, which need not be what was asked; empty where the
 * transport cannot tell, or the socket is closed.
 *
 * @param keepAlive whether an idle peer is probed (SO_KEEPALIVE)
 * @param keepAliveTime idleness before the first probe (TCP_KEEPIDLE)
 * @param keepAliveInterval time between probes (TCP_KEEPINTVL)
 * @param keepAliveCount probes without an answer until the connection ends (TCP_KEEPCNT)
 * @param userTimeout how long sent bytes may stay unacknowledged (TCP_USER_TIMEOUT); empty also
 *     where the system's own rule holds
 * @param noDelay whether small writes leave at once (TCP_NODELAY)
 * @param outboundBufferBytes send buffer of the kernel (SO_SNDBUF); native transports on Linux show
 *     twice what was set
 * @param inboundBufferBytes receive buffer of the kernel (SO_RCVBUF); native transports on Linux
 *     show twice what was set
 * @param outboundUnicastHopLimit TTL or hop limit (IP_TTL, IPV6_UNICAST_HOPS)
 * @param typeOfService type of service on the wire (IP_TOS, IPV6_TCLASS)
 * @param priority priority in the queues of this host (SO_PRIORITY)
 */
public record AppliedOptions(
    Optional<Boolean> keepAlive,
    Optional<Duration> keepAliveTime,
    Optional<Duration> keepAliveInterval,
    OptionalInt keepAliveCount,
    Optional<Duration> userTimeout,
    Optional<Boolean> noDelay,
    OptionalInt outboundBufferBytes,
    OptionalInt inboundBufferBytes,
    OptionalInt outboundUnicastHopLimit,
    OptionalInt typeOfService,
    OptionalInt priority) {

  static AppliedOptions of(Channel channel) {
    OptionalInt hops = SocketOption.IPV6_UNICAST_HOPS.get(channel);
    if (isIpv4(channel) || hops.isEmpty()) {
      hops = SocketOption.IP_TTL.get(channel);
    }
    return new AppliedOptions(
        flag(SocketOption.SO_KEEPALIVE.get(channel)),
        seconds(SocketOption.TCP_KEEPIDLE.get(channel)),
        seconds(SocketOption.TCP_KEEPINTVL.get(channel)),
        SocketOption.TCP_KEEPCNT.get(channel),
        millis(SocketOption.TCP_USER_TIMEOUT.get(channel)),
        flag(SocketOption.TCP_NODELAY.get(channel)),
        SocketOption.SO_SNDBUF.get(channel),
        SocketOption.SO_RCVBUF.get(channel),
        hops,
        SocketOption.IP_TOS.get(channel),
        SocketOption.SO_PRIORITY.get(channel));
  }

  private static boolean isIpv4(Channel channel) {
    return channel.localAddress() instanceof InetSocketAddress address
        && address.getAddress() instanceof Inet4Address;
  }

  private static Optional<Boolean> flag(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt() != 0) : Optional.empty();
  }

  private static Optional<Duration> seconds(OptionalInt value) {
    return value.isPresent() ? Optional.of(Duration.ofSeconds(value.getAsInt())) : Optional.empty();
  }

  private static Optional<Duration> millis(OptionalInt value) {
    return value.orElse(0) == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(value.getAsInt()));
  }
}
