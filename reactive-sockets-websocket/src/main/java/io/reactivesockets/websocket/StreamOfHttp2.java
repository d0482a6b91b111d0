package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of an HTTP/2 connection that behaves as TCP does (RFC 8441 section 5): DATA are bytes,
 * END_STREAM is the end of the input, and a close says END_STREAM before the stream is given up.
 *
 * <p>It stands where Reactor Netty puts a handler of its own, which lets the end of the input pass
 * unseen.
 */
final class StreamOfHttp2 extends ChannelDuplexHandler {

  private static final String REPLACED = "reactor.left.websocketStreamBridge";
  private static final long PATIENCE_MILLIS = 1_000;

  private boolean inputEnded;
  private boolean outputEnded;
  private @Nullable ChannelPromise closing;

  /** Puts it in the place of Reactor Netty's, if the channel is a stream of HTTP/2. */
  static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    for (String name : pipeline.names()) {
      if (name.startsWith(REPLACED)) {
        pipeline.replace(name, "reactive-sockets.http2-stream", new StreamOfHttp2());
        return;
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HttpContent content)) {
      context.fireChannelRead(message);
      return;
    }
    if (content.content().isReadable()) {
      context.fireChannelRead(content.content());
    } else {
      content.release();
    }
    if (content instanceof LastHttpContent && !inputEnded) {
      inputEnded = true;
      ChannelPromise waiting = closing;
      if (waiting == null) {
        context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      } else {
        context.close(waiting);
      }
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      context.write(new DefaultHttpContent(bytes), promise);
    } else if (message instanceof LastHttpContent && outputEnded) {
      promise.trySuccess();
    } else {
      outputEnded |= message instanceof LastHttpContent;
      context.write(message, promise);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (closing != null || !context.channel().isActive()) {
      context.close(promise);
      return;
    }
    if (!outputEnded) {
      outputEnded = true;
      context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    if (inputEnded) {
      context.close(promise);
      return;
    }
    // Without the peer's own end the stream would have to be reset.
    closing = promise;
    context
        .executor()
        .schedule(() -> context.close(promise), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    context.channel().config().setAutoRead(true);
  }
}
