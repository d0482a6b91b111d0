package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.reactivesockets.channel.JdkDatagram;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls by which one channel joins groups and leaves them. */
interface MulticastCalls {

  /** Whose datagrams a call is about. */
  record Subject(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {}

  void join(Subject subject) throws IOException;

  void leave(Subject subject) throws IOException;

  /** Refuses the datagrams of one source in a group that was joined for all. */
  void block(Subject subject) throws IOException;

  void unblock(Subject subject) throws IOException;

  static MulticastCalls of(io.netty.channel.socket.DatagramChannel channel) {
    if (channel instanceof EpollDatagramChannel || channel instanceof IoUringDatagramChannel) {
      return new ByOption(channel);
    }
    DatagramChannel jdk = JdkDatagram.of(channel);
    return jdk == null ? new ByChannel(channel) : new ByJdk(jdk);
  }

  /** Sets the interface by which IPv4 multicast leaves. Returns whether the channel knows how. */
  static boolean outgoing(Channel channel, int index) {
    if (!(channel instanceof EpollDatagramChannel || channel instanceof IoUringDatagramChannel)) {
      return false;
    }
    // struct ip_mreqn: group, address, index
    ByteBuffer request = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder());
    request.putInt(8, index);
    try {
      return channel
          .config()
          .setOption(new RawUnixChannelOption("IP_MULTICAST_IF", 0, 32, 12), request);
    } catch (ChannelException refused) {
      return false;
    }
  }

  /** By the options that both families share (RFC 3678, 5); Linux. */
  final class ByOption implements MulticastCalls {

    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;
    private static final int MCAST_JOIN_GROUP = 42;
    private static final int MCAST_BLOCK_SOURCE = 43;
    private static final int MCAST_UNBLOCK_SOURCE = 44;
    private static final int MCAST_LEAVE_GROUP = 45;
    private static final int MCAST_JOIN_SOURCE_GROUP = 46;
    private static final int MCAST_LEAVE_SOURCE_GROUP = 47;
    private static final int ADDRESS_BYTES = 128;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private final Channel channel;

    ByOption(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void join(Subject subject) throws IOException {
      set(subject.source() == null ? MCAST_JOIN_GROUP : MCAST_JOIN_SOURCE_GROUP, subject);
    }

    @Override
    public void leave(Subject subject) throws IOException {
      set(subject.source() == null ? MCAST_LEAVE_GROUP : MCAST_LEAVE_SOURCE_GROUP, subject);
    }

    @Override
    public void block(Subject subject) throws IOException {
      set(MCAST_BLOCK_SOURCE, subject);
    }

    @Override
    public void unblock(Subject subject) throws IOException {
      set(MCAST_UNBLOCK_SOURCE, subject);
    }

    private void set(int option, Subject subject) throws IOException {
      boolean ipv4 = subject.group() instanceof Inet4Address;
      InetAddress source = subject.source();
      int length = Long.BYTES + ADDRESS_BYTES * (source == null ? 1 : 2);
      ByteBuffer request = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
      request.putInt(0, subject.on().getIndex());
      put(request, Long.BYTES, subject.group());
      if (source != null) {
        put(request, Long.BYTES + ADDRESS_BYTES, source);
      }
      int level = ipv4 ? SOL_IP : SOL_IPV6;
      try {
        channel
            .config()
            .setOption(new RawUnixChannelOption("MCAST_" + option, level, option, length), request);
      } catch (ChannelException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
      }
    }

    /** Writes a {@code struct sockaddr_storage}. */
    private static void put(ByteBuffer request, int at, InetAddress address) {
      byte[] octets = address.getAddress();
      if (address instanceof Inet6Address ipv6) {
        request.putShort(at, (short) AF_INET6);
        request.put(at + 8, octets);
        request.putInt(at + 24, ipv6.getScopeId());
      } else {
        request.putShort(at, (short) AF_INET);
        request.put(at + 4, octets);
      }
    }
  }

  /** By the JDK. */
  final class ByJdk implements MulticastCalls {

    private final DatagramChannel jdk;
    private final Map<Subject, MembershipKey> keys = new HashMap<>();

    ByJdk(DatagramChannel jdk) {
      this.jdk = jdk;
    }

    @Override
    public void join(Subject subject) throws IOException {
      InetAddress source = subject.source();
      MembershipKey key =
          source == null
              ? jdk.join(subject.group(), subject.on())
              : jdk.join(subject.group(), subject.on(), source);
      keys.put(subject, key);
    }

    @Override
    public void leave(Subject subject) throws IOException {
      MembershipKey key = keys.remove(subject);
      if (key == null) {
        throw new IOException("not joined: " + subject);
      }
      try {
        key.drop();
      } catch (AssertionError gone) {
        // The JDK's way to say that the membership has gone with its adapter.
        throw new IOException("no membership any more: " + subject, gone);
      }
    }

    @Override
    public void block(Subject subject) throws IOException {
      joined(subject).block(source(subject));
    }

    @Override
    public void unblock(Subject subject) throws IOException {
      joined(subject).unblock(source(subject));
    }

    private MembershipKey joined(Subject subject) throws IOException {
      MembershipKey key = keys.get(new Subject(subject.group(), subject.on(), null));
      if (key == null) {
        throw new IOException("not joined: " + subject);
      }
      return key;
    }

    private static InetAddress source(Subject subject) throws IOException {
      InetAddress source = subject.source();
      if (source == null) {
        throw new IOException("no source: " + subject);
      }
      return source;
    }
  }

  /** As far as Netty goes, which knows no way to block a source on these channels. */
  final class ByChannel implements MulticastCalls {

    private final io.netty.channel.socket.DatagramChannel channel;

    ByChannel(io.netty.channel.socket.DatagramChannel channel) {
      this.channel = channel;
    }

    @Override
    public void join(Subject subject) throws IOException {
      check(channel.joinGroup(subject.group(), subject.on(), subject.source()).cause());
    }

    @Override
    public void leave(Subject subject) throws IOException {
      check(channel.leaveGroup(subject.group(), subject.on(), subject.source()).cause());
    }

    @Override
    public void block(Subject subject) throws IOException {
      InetAddress source = subject.source();
      if (source != null) {
        check(channel.block(subject.group(), subject.on(), source).cause());
      }
    }

    @Override
    public void unblock(Subject subject) {
      throw new UnsupportedOperationException("the channel cannot unblock sources");
    }

    private static void check(@Nullable Throwable failure) throws IOException {
      if (failure instanceof IOException io) {
        throw io;
      } else if (failure instanceof RuntimeException runtime) {
        throw runtime;
      } else if (failure != null) {
        throw new IOException(failure);
      }
    }
  }
}
