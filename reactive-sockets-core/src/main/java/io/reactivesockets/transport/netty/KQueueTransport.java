package io.reactivesockets.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.reactivesockets.transport.TransportControl;
import org.jspecify.annotations.Nullable;

/** The transport on kqueue. */
final class KQueueTransport extends NettyTransport {

  KQueueTransport(String name, TransportControl control) {
    super(
        name,
        control,
        new MultiThreadIoEventLoopGroup(
            control.threads(),
            new EventLoopThreads(control.threadName() + "-" + name),
            KQueueIoHandler.newFactory()));
  }

  @Override
  public Channel newStreamChannel() {
    return new KQueueSocketChannel();
  }

  @Override
  public ServerChannel newListenerChannel() {
    return new KQueueServerSocketChannel();
  }

  @Override
  public DatagramChannel newDatagramChannel(@Nullable SocketProtocolFamily family) {
    return family == null ? new KQueueDatagramChannel() : new KQueueDatagramChannel(family);
  }
}
