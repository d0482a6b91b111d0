package io.reactivesockets.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.reactivesockets.transport.TransportControl;
import org.jspecify.annotations.Nullable;

/** The transport on epoll. */
final class EpollTransport extends NettyTransport {

  EpollTransport(String name, TransportControl control) {
    super(
        name,
        control,
        new MultiThreadIoEventLoopGroup(
            control.threads(),
            new EventLoopThreads(control.threadName() + "-" + name),
            LastingEpollHandler.newFactory()));
  }

  @Override
  public Channel newStreamChannel() {
    return new EpollSocketChannel();
  }

  @Override
  public ServerChannel newListenerChannel() {
    return new EpollServerSocketChannel();
  }

  @Override
  public DatagramChannel newDatagramChannel(@Nullable SocketProtocolFamily family) {
    return family == null ? new EpollDatagramChannel() : new EpollDatagramChannel(family);
  }
}
