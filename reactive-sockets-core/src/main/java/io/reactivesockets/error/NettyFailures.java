package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.proxy.HttpProxyHandler.HttpProxyConnectException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.TimeoutException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;

/** What the exceptions of Netty and Reactor Netty mean. */
final class NettyFailures {
  /** Thrown by Reactor Netty's HTTP client, which need not be on the class path. */
  private static final String PREMATURE_CLOSE = "reactor.netty.http.client.PrematureCloseException";

  private NettyFailures() {}

  static @Nullable SocketErrorStatus decisive(Throwable error) {
    if (error instanceof NativeIoException io) {
      return Errno.statusOf(io.expectedErr());
    } else if (error instanceof ConnectTimeoutException) {
      return CONNECTION_TIMED_OUT;
    } else if (error instanceof TimeoutException || error instanceof SslHandshakeTimeoutException) {
      return OPERATION_TIMED_OUT;
    } else if (error instanceof TooLongFrameException) {
      return FRAME_TOO_LONG;
    } else if (error instanceof CorruptedFrameException) {
      return PROTOCOL_VIOLATION;
    } else if (error instanceof SslClosedEngineException) {
      return ALREADY_CLOSED;
    } else if (error instanceof NotSslRecordException) {
      return TLS_HANDSHAKE_FAILED;
    } else if (error.getClass().getName().equals(PREMATURE_CLOSE)) {
      return UNEXPECTED_END_OF_STREAM;
    }
    return null;
  }

  static @Nullable SocketErrorStatus byType(Throwable error, FailureFacts facts) {
    if (error instanceof HttpProxyConnectException proxy
        && proxy.headers() != null
        && proxy.headers().contains(HttpHeaderNames.PROXY_AUTHENTICATE)) {
      return PROXY_AUTHENTICATION_REQUIRED;
    } else if (error instanceof ProxyConnectException) {
      return PROXY_REFUSED;
    } else if (error.getCause() == null
        && (error instanceof AbortedException || error instanceof ChannelOutputShutdownException)) {
      return ALREADY_CLOSED;
    } else if (error.getCause() == null && error instanceof DecoderException) {
      return PROTOCOL_VIOLATION;
    } else if (error instanceof ChannelException
        && error.getCause() instanceof IOException
        && !facts.isConnected()) {
      // Netty wraps so when NIO cannot open a channel, and for NIO that means: no descriptor left.
      return TOO_MANY_OPEN_FILES;
    }
    return null;
  }
}
