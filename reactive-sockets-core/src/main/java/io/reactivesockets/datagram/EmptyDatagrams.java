package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.Socket;
import io.reactivesockets.channel.JdkDatagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams without a byte, which the channels of epoll and NIO drop in silence: past the
 * channel, by a call of its own.
 */
interface EmptyDatagrams {

  /** Whether empty datagrams go past the channel. */
  boolean isDirect();

  /** Sends one. */
  void send(@Nullable InetSocketAddress remote) throws IOException;

  static EmptyDatagrams of(Channel channel) {
    if (channel instanceof EpollDatagramChannel epoll && epoll.fd() instanceof Socket socket) {
      return new ByNativeCall(socket);
    }
    DatagramChannel jdk = JdkDatagram.of(channel);
    return jdk != null ? new ByJdk(jdk) : new ByChannel();
  }

  /** The transport sends empty datagrams like others. */
  final class ByChannel implements EmptyDatagrams {

    @Override
    public boolean isDirect() {
      return false;
    }

    @Override
    public void send(@Nullable InetSocketAddress remote) {
      throw new IllegalStateException("empty datagrams go through the channel");
    }
  }

  /** By sendto(2). */
  final class ByNativeCall implements EmptyDatagrams {

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1);

    private final Socket socket;

    ByNativeCall(Socket socket) {
      this.socket = socket;
    }

    @Override
    public boolean isDirect() {
      return true;
    }

    @Override
    public void send(@Nullable InetSocketAddress remote) throws IOException {
      if (remote == null) {
        socket.send(NOTHING, 0, 0);
      } else {
        socket.sendTo(NOTHING, 0, 0, remote.getAddress(), remote.getPort());
      }
    }
  }

  /**
   * By the channel of the JDK; but that sends nothing either when it is connected. Then another
   * channel, which for this moment shares the port, sends in its place.
   */
  final class ByJdk implements EmptyDatagrams {

    private final DatagramChannel jdk;

    ByJdk(DatagramChannel jdk) {
      this.jdk = jdk;
    }

    @Override
    public boolean isDirect() {
      return true;
    }

    @Override
    public void send(@Nullable InetSocketAddress remote) throws IOException {
      if (jdk.isConnected()) {
        sendBeside(jdk.getLocalAddress(), remote);
      } else {
        jdk.send(ByteBuffer.allocate(0), remote);
      }
    }

    private void sendBeside(SocketAddress local, @Nullable InetSocketAddress remote)
        throws IOException {
      boolean shared = jdk.getOption(StandardSocketOptions.SO_REUSEADDR);
      jdk.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      try (DatagramChannel other = DatagramChannel.open()) {
        other.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(local);
        other.send(ByteBuffer.allocate(0), remote);
      } finally {
        jdk.setOption(StandardSocketOptions.SO_REUSEADDR, shared);
      }
    }
  }
}
