package io.reactivesockets.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * Sends datagrams to one server as cheaply as a JVM can: many for each system call, and trains as
 * one that the kernel takes apart, or leaves whole for a receiver that wants that (UDP_SEGMENT).
 */
final class DatagramSender implements AutoCloseable {

  /** Threads of the generator outlive its sessions, which come and go with every turn. */
  private static final EventLoopGroup LOOP =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  private static final IntegerUnixChannelOption UDP_SEGMENT =
      new IntegerUnixChannelOption("UDP_SEGMENT", 17, 103);

  private static final int IN_A_CALL = 64;

  private final Channel channel;
  private final ByteBuf train;
  private final int inATrain;

  DatagramSender(Target target, int bytes, int inATrain) {
    this.inATrain = inATrain;
    this.train = Unpooled.directBuffer(bytes * inATrain).writeZero(bytes * inATrain);
    this.channel = connect(target);
    if (inATrain > 1) {
      channel.config().setOption(UDP_SEGMENT, bytes);
    }
  }

  /**
   * Connects a channel that reads nothing, so that what comes is dropped by the kernel, trains as a
   * whole: a receiver that wants them taken apart would have the sender pay for it.
   */
  static Channel connect(Target target) {
    return new Bootstrap()
        .group(LOOP)
        .channel(EpollDatagramChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.SO_RCVBUF, 1)
        .option(EpollChannelOption.UDP_GRO, true)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(target.address(0))
        .syncUninterruptibly()
        .channel();
  }

  /** How many datagrams go in a train. */
  int inATrain() {
    return inATrain;
  }

  /** Sends so many trains. Blocks until the kernel has them. */
  void send(int trains) {
    LOOP.submit(() -> sendOnLoop(trains)).syncUninterruptibly();
  }

  private void sendOnLoop(int trains) {
    for (int left = trains; left > 0; left -= IN_A_CALL) {
      for (int i = Math.min(left, IN_A_CALL); i > 0; i--) {
        channel.write(train.retainedDuplicate(), channel.voidPromise());
      }
      channel.flush();
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    train.release();
  }
}
