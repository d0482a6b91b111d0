package io.reactivesockets.benchmarks.peer;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** The transports by name, for peers that stand on Netty. */
public final class NettyTransports {

  private NettyTransports() {}

  /** Makes a group of one event loop. */
  public static EventLoopGroup oneLoop(String transport) {
    return new MultiThreadIoEventLoopGroup(1, handlers(transport));
  }

  private static IoHandlerFactory handlers(String transport) {
    return switch (transport) {
      case "nio" -> NioIoHandler.newFactory();
      case "epoll" -> EpollIoHandler.newFactory();
      case "io_uring" -> IoUringIoHandler.newFactory();
      default -> throw unknown(transport);
    };
  }

  /** The class of listening channels. */
  public static Class<? extends ServerChannel> listener(String transport) {
    return switch (transport) {
      case "nio" -> NioServerSocketChannel.class;
      case "epoll" -> EpollServerSocketChannel.class;
      case "io_uring" -> IoUringServerSocketChannel.class;
      default -> throw unknown(transport);
    };
  }

  /** The class of datagram channels. */
  public static Class<? extends DatagramChannel> datagrams(String transport) {
    return switch (transport) {
      case "nio" -> NioDatagramChannel.class;
      case "epoll" -> EpollDatagramChannel.class;
      case "io_uring" -> IoUringDatagramChannel.class;
      default -> throw unknown(transport);
    };
  }

  /** The class of channels that connect. */
  public static Class<? extends Channel> client(String transport) {
    return switch (transport) {
      case "nio" -> NioSocketChannel.class;
      case "epoll" -> EpollSocketChannel.class;
      case "io_uring" -> IoUringSocketChannel.class;
      default -> throw unknown(transport);
    };
  }

  private static IllegalArgumentException unknown(String transport) {
    return new IllegalArgumentException(
        "transport: " + transport + " (expected: nio, epoll or io_uring)");
  }
}
