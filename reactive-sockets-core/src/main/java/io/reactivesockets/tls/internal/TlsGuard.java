package io.reactivesockets.tls.internal;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/**
 * Stands behind TLS and translates for the handlers that follow: the peer's close_notify is the end
 * of its input, an end without it an error, and failures of the handshake are told once, elsewhere.
 */
final class TlsGuard extends ChannelDuplexHandler {
  private final Handshake handshake;
  private final TlsFailures failures;
  private final RecordWatch watch;
  // The peer may say all it has to say and close while we still judge a session that was resumed.
  private boolean spoken;
  private boolean inputEnded;
  private boolean closedHere;

  TlsGuard(Handshake handshake, TlsFailures failures, RecordWatch watch) {
    this.handshake = handshake;
    this.failures = failures;
    this.watch = watch;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    watch.data();
    context.fireChannelRead(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshaken) {
      spoken = handshaken.isSuccess();
    } else if (event instanceof SslCloseCompletionEvent close) {
      if (close.isSuccess() && (spoken || handshake.isDone())) {
        endInput(context);
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      truncateUnlessEnded(context);
    } else if (event != ChannelInputShutdownReadComplete.INSTANCE
        && !(event instanceof SslCompletionEvent)
        && !(event instanceof SniCompletionEvent)) {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!closedHere) {
      truncateUnlessEnded(context);
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!handshake.isDone()) {
      handshake.fail(cause);
    } else if (!handshake.isFailed()) {
      context.fireExceptionCaught(
          cause instanceof DecoderException && cause.getCause() instanceof SSLException tls
              ? failures.broken(tls)
              : cause);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    closedHere = true;
    context.close(promise);
  }

  private void endInput(ChannelHandlerContext context) {
    if (!inputEnded) {
      inputEnded = true;
      context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  private void truncateUnlessEnded(ChannelHandlerContext context) {
    if (inputEnded) {
      return;
    }
    inputEnded = true;
    if (!handshake.isDone()) {
      handshake.fail(new ClosedChannelException());
    } else if (!handshake.isFailed()) {
      context.fireExceptionCaught(failures.truncated(null));
    }
  }
}
