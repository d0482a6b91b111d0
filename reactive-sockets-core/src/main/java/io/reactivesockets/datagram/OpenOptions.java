package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.channel.JdkDatagram;
import io.reactivesockets.channel.SocketOption;
import io.reactivesockets.channel.Traffic;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.transport.SocketQualityOfService;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.OptionalInt;

/** Applies a control to a channel that is not bound yet. */
final class OpenOptions {

  /** What the receive buffer of the kernel is raised to, if it may be. */
  private static final int INBOUND_BUFFER_BYTES = 4 << 20;

  private OpenOptions() {}

  /**
   * @param shared whether other channels of the same socket bind the same port
   * @throws SocketOperationException if something asked for cannot be had
   */
  static void apply(Channel channel, DatagramSocketControl control, boolean shared) {
    control.networkAdapter().ifPresent(adapter -> DeviceBinding.bind(channel, adapter.name()));
    buffers(channel, control);
    control.outboundUnicastHopLimit().ifPresent(hops -> Traffic.hopLimit(channel, hops));
    if (control.qualityOfService() == SocketQualityOfService.LOW_LATENCY) {
      Traffic.lowLatency(channel);
    }
    if (control.broadcast()) {
      SocketOption.SO_BROADCAST.set(channel, 1);
    }
    if (control.dontFragment() && !Fragmentation.forbid(channel)) {
      throw notToBeHad("the transport cannot forbid fragments; use a native one, or Java 19");
    }
    if (control.multicastOnly()) {
      SocketOption.SO_REUSEADDR.set(channel, 1);
    }
    if ((control.reusePort() || shared) && !SocketOption.SO_REUSEPORT.set(channel, 1)) {
      throw notToBeHad("the transport cannot share a port (SO_REUSEPORT); use one socket");
    }
    if (channel instanceof EpollDatagramChannel) {
      channel.config().setOption(EpollChannelOption.IP_RECVORIGDSTADDR, true);
    }
    multicast(channel, control);
  }

  /** Sets what can be set on a socket that another process has bound. */
  static void applyAdopted(Channel channel, DatagramSocketControl control) {
    buffers(channel, control);
    control.outboundUnicastHopLimit().ifPresent(hops -> Traffic.hopLimit(channel, hops));
    if (control.qualityOfService() == SocketQualityOfService.LOW_LATENCY) {
      Traffic.lowLatency(channel);
    }
    if (control.broadcast()) {
      SocketOption.SO_BROADCAST.set(channel, 1);
    }
    channel.config().setOption(EpollChannelOption.IP_RECVORIGDSTADDR, true);
    SocketOption.IP_MULTICAST_ALL.set(channel, 0);
    SocketOption.IPV6_MULTICAST_ALL.set(channel, 0);
  }

  private static void buffers(Channel channel, DatagramSocketControl control) {
    OptionalInt asked = control.inboundBufferBytes();
    if (asked.isPresent()) {
      inboundBuffer(channel, asked.getAsInt());
    } else if (SocketOption.SO_RCVBUF.get(channel).orElse(0) < INBOUND_BUFFER_BYTES) {
      inboundBuffer(channel, INBOUND_BUFFER_BYTES);
    }
    control.outboundBufferBytes().ifPresent(size -> SocketOption.SO_SNDBUF.set(channel, size));
  }

  /** The privileged may have more than the system's limit. */
  private static void inboundBuffer(Channel channel, int bytes) {
    if (!SocketOption.SO_RCVBUFFORCE.set(channel, bytes)) {
      SocketOption.SO_RCVBUF.set(channel, bytes);
    }
  }

  @SuppressWarnings("deprecation") // Netty's only name for the option.
  private static void multicast(Channel channel, DatagramSocketControl control) {
    // Only groups joined on this very socket are delivered to it.
    SocketOption.IP_MULTICAST_ALL.set(channel, 0);
    SocketOption.IPV6_MULTICAST_ALL.set(channel, 0);
    int hops = control.multicastHopLimit();
    boolean ttl = SocketOption.IP_MULTICAST_TTL.set(channel, hops);
    boolean ttl6 = SocketOption.IPV6_MULTICAST_HOPS.set(channel, hops);
    if (!ttl && !ttl6) {
      channel.config().setOption(ChannelOption.IP_MULTICAST_TTL, hops);
    }
    int loop = control.multicastLoopback() ? 1 : 0;
    boolean loops = SocketOption.IP_MULTICAST_LOOP.set(channel, loop);
    boolean loops6 = SocketOption.IPV6_MULTICAST_LOOP.set(channel, loop);
    if (!loops && !loops6) {
      loopOnNio(channel, control.multicastLoopback());
    }
    Optional<NetworkAdapter> adapter = control.multicastAdapter().or(control::networkAdapter);
    adapter.ifPresent(through -> multicastInterface(channel, through));
  }

  /** By the JDK's own channel, for Netty takes "disabled" for "enabled" there. */
  private static void loopOnNio(Channel channel, boolean loop) {
    DatagramChannel jdk = JdkDatagram.of(channel);
    if (jdk == null) {
      channel.config().setOption(ChannelOption.IP_MULTICAST_LOOP_DISABLED, !loop);
      return;
    }
    try {
      jdk.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, loop);
    } catch (IOException e) {
      throw notToBeHad("multicastLoopback cannot be set");
    }
  }

  private static void multicastInterface(Channel channel, NetworkAdapter through) {
    boolean ipv4 = MulticastCalls.outgoing(channel, through.index());
    boolean ipv6 = SocketOption.IPV6_MULTICAST_IF.set(channel, through.index());
    if (ipv4 || ipv6) {
      return;
    }
    try {
      NetworkInterface found = NetworkInterface.getByIndex(through.index());
      if (found != null) {
        channel.config().setOption(ChannelOption.IP_MULTICAST_IF, found);
      }
    } catch (SocketException gone) {
      throw notToBeHad("adapter " + through.name() + " cannot be used for multicast");
    }
  }

  private static SocketOperationException notToBeHad(String hint) {
    return SocketOperationException.builder(SocketPhase.BIND, SocketOperationException.BIND)
        .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
        .hint(hint)
        .build();
  }
}
