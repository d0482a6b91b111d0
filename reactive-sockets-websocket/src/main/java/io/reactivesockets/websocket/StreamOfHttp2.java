package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of an HTTP/2 connection that behaves as TCP does (RFC 8441 section 5): DATA are bytes,
 * END_STREAM is the end of the input, and a close says END_STREAM before the stream is given up.
 * While it is open, the window of the connection has room for what this stream may leave unread.
 *
 * <p>On a server it stands where Reactor Netty puts a handler of its own, which lets the end of the
 * input pass unseen.
 */
final class StreamOfHttp2 extends ChannelDuplexHandler {

  private static final String REPLACED = "reactor.left.websocketStreamBridge";
  private static final long PATIENCE_MILLIS = 1_000;

  private boolean inputEnded;
  private boolean outputEnded;
  private boolean endTaken;
  private @Nullable ChannelPromise closing;
  private @Nullable ScheduledFuture<?> patience;
  private @Nullable ConnectionWindow window;

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
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      window = ConnectionWindow.widen(context.channel());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ConnectionWindow widened = window;
    if (widened != null) {
      window = null;
      widened.narrow();
    }
    ScheduledFuture<?> timer = patience;
    if (timer != null) {
      timer.cancel(false);
    }
    context.fireChannelInactive();
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
      if (closing == null) {
        context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      } else {
        closeIfBothEnded(context);
      }
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      context.write(new DefaultHttpContent(bytes), promise);
    } else if (!(message instanceof LastHttpContent)) {
      context.write(message, promise);
    } else if (outputEnded) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    } else {
      endOutput(context, message, promise);
    }
  }

  /** Writes END_STREAM, which waits behind data that the peer's window holds up. */
  private void endOutput(ChannelHandlerContext context, Object last, ChannelPromise promise) {
    outputEnded = true;
    ChannelFutureListener taken =
        written -> {
          endTaken = true;
          closeIfBothEnded(context);
        };
    context.write(last, promise.unvoid().addListener(taken));
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (closing != null || !context.channel().isActive()) {
      context.close(promise);
      return;
    }
    // While an end is missing, the stream would have to be reset.
    closing = promise;
    patience =
        context
            .executor()
            .schedule(() -> context.close(promise), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    if (!outputEnded) {
      endOutput(context, LastHttpContent.EMPTY_LAST_CONTENT, context.newPromise());
      context.flush();
    }
    context.channel().config().setAutoRead(true);
    closeIfBothEnded(context);
  }

  private void closeIfBothEnded(ChannelHandlerContext context) {
    ChannelPromise waiting = closing;
    if (waiting != null && inputEnded && endTaken) {
      context.close(waiting);
    }
  }
}
