package io.reactivesockets.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.reactivesockets.channel.JdkDatagram;
import io.reactivesockets.transport.TransportControl;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The transport on nio. */
final class NioTransport extends NettyTransport {

  NioTransport(String name, TransportControl control) {
    super(
        name,
        control,
        new MultiThreadIoEventLoopGroup(
            control.threads(),
            new EventLoopThreads(control.threadName() + "-" + name),
            NioIoHandler.newFactory()));
  }

  @Override
  public Channel newStreamChannel() {
    return new NioSocketChannel();
  }

  @Override
  public ServerChannel newListenerChannel() {
    return new NioServerSocketChannel();
  }

  @Override
  public DatagramChannel newDatagramChannel(@Nullable SocketProtocolFamily family) {
    try {
      java.nio.channels.DatagramChannel jdk =
          family == null
              ? java.nio.channels.DatagramChannel.open()
              : java.nio.channels.DatagramChannel.open(family.toJdkFamily());
      NioDatagramChannel channel = new NioDatagramChannel(jdk);
      JdkDatagram.attach(channel, jdk);
      return channel;
    } catch (IOException e) {
      throw new ChannelException("cannot open a datagram channel", e);
    }
  }
}
