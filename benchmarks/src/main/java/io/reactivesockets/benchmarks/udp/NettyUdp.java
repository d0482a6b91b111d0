package io.reactivesockets.benchmarks.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.reactivesockets.benchmarks.peer.NettyTransports;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;

/** Raw Netty over UDP: one handler. */
final class NettyUdp implements Peer {

  /** What is done beyond the defaults. */
  enum Way {
    /** Nothing. */
    DEFAULTS,
    /** Many datagrams for each system call. */
    RECVMMSG,
    /** Trains of datagrams, both ways. */
    GRO
  }

  private static final int DATAGRAM_BYTES = 2_048;
  private static final int AT_ONCE = 64;
  private static final int TRAIN_BYTES = 65_535;

  /** Netty's own default, which setting an allocator resets to 1. */
  private static final int READS = 16;

  private final Way way;

  NettyUdp(Way way) {
    this.way = way;
  }

  @Override
  public int serve(Service service, String transport) {
    int port = Tally.answer();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(NettyTransports.oneLoop(transport))
            .channel(NettyTransports.datagrams(transport))
            .handler(handler(service));
    if (way == Way.RECVMMSG) {
      bootstrap
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
          .option(ChannelOption.RECVBUF_ALLOCATOR, allocator(DATAGRAM_BYTES * AT_ONCE));
    } else if (way == Way.GRO) {
      bootstrap
          .option(EpollChannelOption.UDP_GRO, true)
          .option(ChannelOption.RECVBUF_ALLOCATOR, allocator(TRAIN_BYTES));
    }
    bootstrap.bind("0.0.0.0", port).syncUninterruptibly();
    return port;
  }

  private static FixedRecvByteBufAllocator allocator(int bytes) {
    FixedRecvByteBufAllocator allocator = new FixedRecvByteBufAllocator(bytes);
    allocator.maxMessagesPerRead(READS);
    return allocator;
  }

  private ChannelHandler handler(Service service) {
    return switch (service) {
      case ECHO -> new NettyDatagrams.Echo();
      case TAKE_OWNED -> new NettyDatagrams.TakeOwned();
      case TAKE_IN_PLACE -> new NettyDatagrams.TakeInPlace();
      case GIVE -> way == Way.GRO ? new NettyDatagrams.GiveTrains() : new NettyDatagrams.Give();
      default -> throw new IllegalArgumentException("service: " + service);
    };
  }
}
