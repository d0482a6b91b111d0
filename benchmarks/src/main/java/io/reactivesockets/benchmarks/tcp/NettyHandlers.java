package io.reactivesockets.benchmarks.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.reactivesockets.benchmarks.peer.Peer;

/** What the raw Netty server does with a connection; none of it keeps state. */
final class NettyHandlers {

  static final ChannelHandler ECHO = new Echo();
  static final ChannelHandler TAKE_OWNED = new TakeOwned();
  static final ChannelHandler TAKE_IN_PLACE = new TakeInPlace();
  static final ChannelHandler GIVE = new Give();
  static final ChannelHandler CLOSE = new Close();

  private NettyHandlers() {}

  /** Closes a lost connection without a word: load generators reset theirs. */
  private abstract static class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  @Sharable
  private static final class Echo extends Quiet {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  @Sharable
  private static final class TakeOwned extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      Consumption.take(ByteBufUtil.getBytes(bytes));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  @Sharable
  private static final class TakeInPlace extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      Consumption.take(bytes.readableBytes());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  @Sharable
  private static final class Give extends Quiet {
    private final byte[] chunk = new byte[Peer.CHUNK_BYTES];

    @Override
    public void channelActive(ChannelHandlerContext context) {
      fill(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      fill(context);
    }

    private void fill(ChannelHandlerContext context) {
      boolean any = false;
      while (context.channel().isWritable()) {
        context.write(Unpooled.wrappedBuffer(chunk), context.voidPromise());
        any = true;
      }
      if (any) {
        context.flush();
      }
    }
  }

  @Sharable
  private static final class Close extends Quiet {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.close();
    }
  }
}
