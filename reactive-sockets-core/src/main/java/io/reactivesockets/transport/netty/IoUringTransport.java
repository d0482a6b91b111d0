package io.reactivesockets.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.reactivesockets.transport.TransportControl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The transport on io_uring. */
final class IoUringTransport extends NettyTransport {

  IoUringTransport(String name, TransportControl control) {
    super(
        name,
        control,
        new MultiThreadIoEventLoopGroup(
            control.threads(),
            new EventLoopThreads(control.threadName() + "-" + name),
            IoUringIoHandler.newFactory()));
  }

  /** The kernel confirms a close later; Netty looks every tenth of a second, so twice at least. */
  @Override
  Duration shortestQuietPeriod() {
    return Duration.ofMillis(110);
  }

  @Override
  public Channel newStreamChannel() {
    return new IoUringSocketChannel();
  }

  @Override
  public ServerChannel newListenerChannel() {
    return new IoUringServerSocketChannel();
  }

  @Override
  public DatagramChannel newDatagramChannel(@Nullable SocketProtocolFamily family) {
    return family == null ? new IoUringDatagramChannel() : new IoUringDatagramChannel(family);
  }
}
