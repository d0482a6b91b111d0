package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.reactivesockets.channel.SocketOption;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Socket options as the system applied them, which need not be what was asked; empty where the
 * transport cannot tell, or the socket is closed.
 *
 * @param inboundBufferBytes receive buffer of the kernel (SO_RCVBUF); native transports on Linux
 *     show twice what was set
 * @param outboundBufferBytes send buffer of the kernel (SO_SNDBUF); native transports on Linux show
 *     twice what was set
 * @param outboundUnicastHopLimit TTL or hop limit of unicast datagrams (IP_TTL, IPV6_UNICAST_HOPS)
 * @param dontFragment whether datagrams larger than the path allows fail instead of being
 *     fragmented (IP_MTU_DISCOVER, IPV6_MTU_DISCOVER)
 * @param broadcast whether datagrams may go to broadcast addresses (SO_BROADCAST)
 * @param typeOfService type of service on the wire (IP_TOS, IPV6_TCLASS)
 * @param priority priority in the queues of this host (SO_PRIORITY)
 */
public record AppliedDatagramOptions(
    OptionalInt inboundBufferBytes,
    OptionalInt outboundBufferBytes,
    OptionalInt outboundUnicastHopLimit,
    Optional<Boolean> dontFragment,
    Optional<Boolean> broadcast,
    OptionalInt typeOfService,
    OptionalInt priority) {

  static AppliedDatagramOptions of(Channel channel) {
    boolean ipv4 =
        channel.localAddress() instanceof InetSocketAddress local
            && local.getAddress() instanceof Inet4Address;
    OptionalInt hops = SocketOption.IPV6_UNICAST_HOPS.get(channel);
    OptionalInt discovery = SocketOption.IPV6_MTU_DISCOVER.get(channel);
    if (ipv4 || hops.isEmpty()) {
      hops = SocketOption.IP_TTL.get(channel);
      discovery = SocketOption.IP_MTU_DISCOVER.get(channel);
    }
    return new AppliedDatagramOptions(
        SocketOption.SO_RCVBUF.get(channel),
        SocketOption.SO_SNDBUF.get(channel),
        hops,
        Fragmentation.isForbidden(channel, discovery),
        flag(SocketOption.SO_BROADCAST.get(channel)),
        SocketOption.IP_TOS.get(channel),
        SocketOption.SO_PRIORITY.get(channel));
  }

  private static Optional<Boolean> flag(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt() != 0) : Optional.empty();
  }
}
