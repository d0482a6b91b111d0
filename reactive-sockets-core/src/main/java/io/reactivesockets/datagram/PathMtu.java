package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.reactivesockets.channel.SocketOption;
import io.reactivesockets.transport.netty.NettyTransport;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.OptionalInt;

/** How large packets may be on the way to a peer, as far as the kernel has found out. */
final class PathMtu {

  private PathMtu() {}

  /** Returns it for the peer of a connected socket. */
  static OptionalInt of(Channel channel, InetSocketAddress peer) {
    return peer.getAddress() instanceof Inet4Address
        ? SocketOption.IP_MTU.get(channel)
        : SocketOption.IPV6_MTU.get(channel);
  }

  /**
   * Returns it for any address: a socket that is connected there for a moment knows it, and nothing
   * is sent for that. Native transports only.
   */
  static OptionalInt to(NettyTransport transport, InetSocketAddress remote) {
    boolean ipv4 = remote.getAddress() instanceof Inet4Address;
    try {
      DatagramChannel probe =
          transport.newDatagramChannel(
              ipv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
      try {
        if (probe instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
          socket.connect(remote);
          return of(probe, remote);
        }
      } finally {
        probe.unsafe().closeForcibly();
      }
    } catch (IOException | ChannelException notToBeHad) {
      // Then it is not known.
    }
    return OptionalInt.empty();
  }
}
