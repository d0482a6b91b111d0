package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The handler of an open WebSocket: the only thing between its session and the bytes of the
 * channel.
 *
 * <p>Frames that a handler behind it writes, as Reactor Netty does when a route ends, are dropped:
 * only the session speaks WebSocket here.
 */
final class SessionHandler extends ChannelDuplexHandler {

  /** The name of the handler in its pipeline. */
  static final String NAME = "reactive-sockets.websocket";

  private final Function<ChannelHandlerContext, SessionEvents> sessions;
  private @Nullable SessionEvents events;

  /** Makes the session when the handler is added. */
  SessionHandler(Function<ChannelHandlerContext, SessionEvents> sessions) {
    this.sessions = sessions;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    events = sessions.apply(context);
  }

  SessionEvents events() {
    if (events == null) {
      throw new IllegalStateException("handler was not added to a pipeline");
    }
    return events;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      events().bytesRead(bytes);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    events().readComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      events().inputEnded();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    events().disconnected();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    events().failed(cause);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof WebSocketFrame) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    } else {
      context.write(message, promise);
    }
  }
}
