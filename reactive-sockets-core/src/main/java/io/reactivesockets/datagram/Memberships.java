package io.reactivesockets.datagram;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.reactivesockets.descriptor.JoinedGroup;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.NetworkInformation;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/** The multicast groups of one socket. */
final class Memberships {

  private static final Logger LOG = LoggerFactory.getLogger(Memberships.class);
  private static final String JOIN = "join";

  private final NettyTransport transport;
  private final DatagramSocketControl control;
  private final MulticastCalls calls;
  private final DatagramChannel channel;
  private final EventLoop loop;
  private final List<MulticastCalls.Subject> joined = new CopyOnWriteArrayList<>();
  private @Nullable Disposable watch;

  Memberships(
      NettyTransport transport,
      DatagramSocketControl control,
      DatagramChannel channel,
      EventLoop loop) {
    this.loop = loop;
    this.transport = transport;
    this.control = control;
    this.channel = channel;
    this.calls = MulticastCalls.of(channel);
  }

  List<MulticastMembership> list() {
    return joined.stream().map(Memberships::membership).toList();
  }

  /** Remembers groups that the socket has joined already. */
  void resume(List<JoinedGroup> groups) {
    for (JoinedGroup one : groups) {
      try {
        NetworkInterface on = NetworkInterface.getByName(one.adapter());
        if (on != null) {
          joined.add(
              new MulticastCalls.Subject(
                  address("group", HostName.of(one.group())),
                  on,
                  one.source().map(source -> address("source", HostName.of(source))).orElse(null)));
        }
      } catch (SocketException unknown) {
        LOG.debug("{} cannot be watched", one.adapter(), unknown);
      }
    }
    watchWhileJoined();
  }

  void close() {
    joined.clear();
    watchWhileJoined();
  }

  /** Joins again on adapters that were removed and came back, under another number. */
  private void watchWhileJoined() {
    Disposable running = watch;
    if (running == null && !joined.isEmpty()) {
      watch =
          NetworkInformation.changes(control.networkWatchInterval())
              .subscribe(change -> loop.execute(this::joinAgain));
    } else if (running != null && joined.isEmpty()) {
      watch = null;
      running.dispose();
    }
  }

  private void joinAgain() {
    for (MulticastCalls.Subject old : List.copyOf(joined)) {
      try {
        NetworkInterface now = NetworkInterface.getByName(old.on().getName());
        if (now == null || now.getIndex() == old.on().getIndex()) {
          continue;
        }
        leaveQuietly(old);
        MulticastCalls.Subject again = new MulticastCalls.Subject(old.group(), now, old.source());
        calls.join(again);
        joined.remove(old);
        joined.add(again);
        LOG.info("joined {} again on {}", old.group().getHostAddress(), now.getName());
      } catch (IOException | RuntimeException notYet) {
        LOG.warn(
            "could not join {} again on {}",
            old.group().getHostAddress(),
            old.on().getName(),
            notYet);
      }
    }
  }

  private void leaveQuietly(MulticastCalls.Subject gone) {
    try {
      calls.leave(gone);
    } catch (IOException | RuntimeException expected) {
      LOG.debug("the membership went with its adapter", expected);
    }
  }

  // On the home loop.

  void join(HostName group, @Nullable NetworkAdapter adapter, @Nullable HostName source) {
    MulticastCalls.Subject subject = subject(group, adapter, source);
    call(JOIN, subject, () -> calls.join(subject));
    joined.add(subject);
    watchWhileJoined();
  }

  void leave(HostName group, @Nullable NetworkAdapter adapter, @Nullable HostName source) {
    MulticastCalls.Subject subject = subject(group, adapter, source);
    call("leave", subject, () -> calls.leave(subject));
    joined.remove(subject);
    watchWhileJoined();
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
