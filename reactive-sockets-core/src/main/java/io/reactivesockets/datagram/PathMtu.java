package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.reactivesockets.channel.SocketOption;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How large packets may be on the way to a peer, as far as the kernel has found out. */
final class PathMtu {

  private PathMtu() {}

  /** Returns it for the peer of a connected socket; empty for others. */
  static OptionalInt of(Channel channel, @Nullable InetSocketAddress peer) {
    if (peer == null || channel.remoteAddress() == null || !channel.isOpen()) {
      return OptionalInt.empty();
    }
    return peer.getAddress() instanceof Inet4Address
        ? SocketOption.IP_MTU.get(channel)
        : SocketOption.IPV6_MTU.get(channel);
  }
}
