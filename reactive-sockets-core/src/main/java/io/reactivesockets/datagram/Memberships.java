package io.reactivesockets.datagram;

import io.netty.channel.socket.DatagramChannel;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.transport.netty.NettyTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The multicast groups of one socket. */
final class Memberships {

  private static final String JOIN = "join";

  private final NettyTransport transport;
  private final DatagramSocketControl control;
  private final MulticastCalls calls;
  private final DatagramChannel channel;
  private final List<MulticastMembership> joined = new CopyOnWriteArrayList<>();

  Memberships(NettyTransport transport, DatagramSocketControl control, DatagramChannel channel) {
    this.transport = transport;
    this.control = control;
    this.channel = channel;
    this.calls = MulticastCalls.of(channel);
  }

  List<MulticastMembership> list() {
    return List.copyOf(joined);
  }

  void close() {
    joined.clear();
  }

  // On the home loop.

  void join(HostName group, @Nullable NetworkAdapter adapter, @Nullable HostName source) {
    MulticastCalls.Subject subject = subject(group, adapter, source);
    MulticastMembership membership = membership(subject);
    call(JOIN, subject, () -> calls.join(subject));
    joined.add(membership);
  }

  void leave(HostName group, @Nullable NetworkAdapter adapter, @Nullable HostName source) {
    MulticastCalls.Subject subject = subject(group, adapter, source);
    call("leave", subject, () -> calls.leave(subject));
    joined.remove(membership(subject));
  }

  void block(HostName group, @Nullable NetworkAdapter adapter, HostName source) {
    MulticastCalls.Subject subject = subject(group, adapter, source);
    call("block", subject, () -> calls.block(subject));
  }

  void unblock(HostName group, @Nullable NetworkAdapter adapter, HostName source) {
    MulticastCalls.Subject subject = subject(group, adapter, source);
    call("unblock", subject, () -> calls.unblock(subject));
  }

  private interface Call {
    void run() throws IOException;
  }

  private void call(String operation, MulticastCalls.Subject subject, Call call) {
    try {
      call.run();
    } catch (IOException | RuntimeException e) {
      throw SocketOperationException.builder(SocketPhase.OPEN, operation)
          .target(subject.group().getHostAddress() + " on " + subject.on().getName())
          .localAddress(channel.localAddress())
          .cause(e)
          .build();
    }
  }

  private static MulticastMembership membership(MulticastCalls.Subject subject) {
    return new MulticastMembership(
        HostName.of(subject.group()),
        subject.on().getName(),
        Optional.ofNullable(subject.source()).map(HostName::of));
  }

  private MulticastCalls.Subject subject(
      HostName group, @Nullable NetworkAdapter adapter, @Nullable HostName source) {
    InetAddress address = address("group", group);
    if (!address.isMulticastAddress()) {
      throw new IllegalArgumentException(
          "group: " + group + " (expected: 224.0.0.0 to 239.255.255.255, or ff00::/8)");
    }
    return new MulticastCalls.Subject(
        address, network(address, adapter), source == null ? null : address("source", source));
  }

  static InetAddress address(String name, HostName host) {
    return host.toInetAddress()
        .orElseThrow(
            () -> new IllegalArgumentException(name + ": " + host + " (expected: an IP address)"));
  }

  private NetworkInterface network(InetAddress group, @Nullable NetworkAdapter adapter) {
    try {
      NetworkInterface found = null;
      NetworkAdapter asked =
          adapter == null
              ? control.multicastAdapter().or(control::networkAdapter).orElse(null)
              : adapter;
      if (asked != null) {
        found = NetworkInterface.getByName(asked.name());
      } else {
        InetSocketAddress local = channel.localAddress();
        InetAddress own =
            local == null
                    || local.getAddress().isAnyLocalAddress()
                    || local.getAddress().isMulticastAddress()
                ? transport.localAddressTo(group).orElse(null)
                : local.getAddress();
        found = own == null ? null : NetworkInterface.getByInetAddress(own);
      }
      if (found != null) {
        return found;
      }
    } catch (SocketException unknown) {
      // Said below.
    }
    throw SocketOperationException.builder(SocketPhase.OPEN, JOIN)
        .status(SocketErrorStatus.CANNOT_ASSIGN_REQUESTED_ADDRESS)
        .target(group.getHostAddress())
        .hint("there is no adapter for it: name one")
        .build();
  }
}
