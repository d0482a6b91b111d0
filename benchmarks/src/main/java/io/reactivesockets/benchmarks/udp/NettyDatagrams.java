package io.reactivesockets.benchmarks.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;

/** What the raw Netty server does with datagrams. A joined train is taken apart here. */
final class NettyDatagrams {

  private NettyDatagrams() {}

  /** How long the datagrams of a packet are, but for the last. */
  private static int segmentBytes(DatagramPacket packet) {
    return packet instanceof SegmentedDatagramPacket train
        ? train.segmentSize()
        : packet.content().readableBytes();
  }

  static final class TakeOwned extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      ByteBuf content = packet.content();
      int segment = segmentBytes(packet);
      while (content.isReadable()) {
        int bytes = Math.min(segment, content.readableBytes());
        Tally.take(ByteBufUtil.getBytes(content, content.readerIndex(), bytes));
        content.skipBytes(bytes);
      }
    }
  }

  static final class TakeInPlace extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      int segment = Math.max(1, segmentBytes(packet));
      Tally.add((packet.content().readableBytes() + segment - 1) / segment);
    }
  }

  static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      context.write(
          packet instanceof SegmentedDatagramPacket train
              ? new SegmentedDatagramPacket(train.content(), train.segmentSize(), train.sender())
              : new DatagramPacket(packet.content(), packet.sender()),
          context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  static final class Give extends SimpleChannelInboundHandler<DatagramPacket> {

    private final ByteBuf payload =
        Unpooled.directBuffer(UdpSuite.LONG_BYTES).writeZero(UdpSuite.LONG_BYTES);

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      for (int left = UdpSuite.GIVEN_DATAGRAMS; left > 0; left -= UdpSuite.FLUSHED_AT_ONCE) {
        for (int i = 0; i < UdpSuite.FLUSHED_AT_ONCE; i++) {
          context.write(
              new DatagramPacket(payload.retainedDuplicate(), packet.sender()),
              context.voidPromise());
        }
        context.flush();
        Tally.add(UdpSuite.FLUSHED_AT_ONCE);
      }
    }
  }

  static final class GiveTrains extends SimpleChannelInboundHandler<DatagramPacket> {

    private static final int IN_A_TRAIN = 32;

    private final ByteBuf payload =
        Unpooled.directBuffer(UdpSuite.LONG_BYTES * IN_A_TRAIN)
            .writeZero(UdpSuite.LONG_BYTES * IN_A_TRAIN);

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      for (int left = UdpSuite.GIVEN_DATAGRAMS; left > 0; left -= UdpSuite.FLUSHED_AT_ONCE) {
        for (int i = 0; i < UdpSuite.FLUSHED_AT_ONCE; i += IN_A_TRAIN) {
          context.write(
              new SegmentedDatagramPacket(
                  payload.retainedDuplicate(), UdpSuite.LONG_BYTES, packet.sender()),
              context.voidPromise());
        }
        context.flush();
        Tally.add(UdpSuite.FLUSHED_AT_ONCE);
      }
    }
  }
}
