package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands before TLS whose handshake has failed, and has the alert reach the peer: a connection that
 * is closed while bytes of the peer arrive is reset, and a peer that is reset may never see what
 * was sent before. So only the output ends at first; what still comes is thrown away until the peer
 * has finished, too much has come, or a second is over.
 */
final class AlertDelivery extends ChannelDuplexHandler {

  private static final long LIMIT_MILLIS = 1_000;
  private static final int MOST_BYTES = 256 * 1024;

  private boolean begun;
  private boolean over;
  private int thrownAway;
  private @Nullable Future<?> deadline;

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    context.channel().closeFuture().addListener(closed -> promise.trySuccess());
    if (begun || !context.channel().isActive()) {
      if (!begun) {
        end(context);
      }
      return;
    }
    begun = true;
    deadline = context.executor().schedule(() -> end(context), LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    ((DuplexChannel) context.channel())
        .shutdownOutput()
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                end(context);
              }
            });
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!begun) {
      context.fireChannelRead(message);
      return;
    }
    thrownAway += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    ReferenceCountUtil.release(message);
    if (thrownAway > MOST_BYTES) {
      end(context);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!begun) {
      context.fireChannelReadComplete();
    } else if (!over) {
      context.read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (begun && event instanceof ChannelInputShutdownEvent) {
      end(context);
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (begun) {
      end(context);
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  private void end(ChannelHandlerContext context) {
    if (!over) {
      over = true;
      if (deadline != null) {
        deadline.cancel(false);
      }
      context.close();
    }
  }
}
