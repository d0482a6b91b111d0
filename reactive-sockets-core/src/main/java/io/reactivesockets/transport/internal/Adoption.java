package io.reactivesockets.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.netty.NettyTransport;
import java.util.Optional;

/** Which transports can take descriptors, and which can give them away. */
public final class Adoption {

  private Adoption() {}

  /**
   * Finds the transport on which descriptors are adopted: the one asked for if it is on epoll, and
   * in place of io_uring the shared one on epoll.
   *
   * @param asked the transport of the control
   * @return a transport on epoll
   * @throws SocketOperationException with {@code OPERATION_NOT_SUPPORTED} if it cannot be
   */
  public static NettyTransport transport(Optional<Transport> asked) {
    NettyTransport wanted = NettyTransport.of(asked.orElseGet(Transport::system));
    if (isOnEpoll(wanted)) {
      return wanted;
    }
    boolean replaceable = asked.isEmpty() || wanted.name().equals("io_uring");
    if (replaceable && Epoll.isAvailable()) {
      return NettyTransport.of(Transport.byName("epoll"));
    }
    throw SocketOperationException.builder(SocketPhase.OPEN, "adopt")
        .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
        .reason("the transport " + wanted.name() + " cannot take a descriptor")
        .hint("use the transport epoll, on Linux")
        .build();
  }

  private static boolean isOnEpoll(NettyTransport transport) {
    return Epoll.isAvailable()
        && transport.loops() instanceof IoEventLoopGroup loops
        && loops.isCompatible(EpollIoHandle.class);
  }

  /**
   * Tells whether the descriptor of a channel can be given away. Netty's datagram channel on
   * io_uring is none of them: its event loop fails when it is deregistered with a read under way.
   *
   * @param channel an open channel
   * @return whether it is one of epoll, or a stream or listener of io_uring
   */
  public static boolean canDetach(Channel channel) {
    return channel instanceof EpollSocketChannel
        || channel instanceof EpollServerSocketChannel
        || channel instanceof EpollDatagramChannel
        || channel instanceof IoUringSocketChannel
        || channel instanceof IoUringServerSocketChannel;
  }
}
