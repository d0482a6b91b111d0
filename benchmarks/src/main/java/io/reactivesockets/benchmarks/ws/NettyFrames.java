package io.reactivesockets.benchmarks.ws;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** What raw Netty does with the frames that it reads. */
final class NettyFrames {

  static final ChannelHandler ECHO = new Echo();

  private NettyFrames() {}

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

  /** Sends each frame to every channel of the group, which it joins when it is open. */
  static final class FanOut extends Quiet {
    private final ChannelGroup everybody;

    FanOut(ChannelGroup everybody) {
      this.everybody = everybody;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        everybody.add(context.channel());
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      everybody.writeAndFlush(message);
    }
  }
}
