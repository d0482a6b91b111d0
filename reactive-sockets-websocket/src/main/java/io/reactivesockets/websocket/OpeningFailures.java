package io.reactivesockets.websocket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says why a WebSocket could not be opened. */
final class OpeningFailures {

  private static final String OPERATION = "open WebSocket";
  private static final String ALLOW_HTTP_1 = "allow HTTP/1.1 by httpVersion";
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  private OpeningFailures() {}

  static SocketOperationException of(
      Throwable cause, WebSocketUri uri, Channel channel, Duration patience) {
    if (cause instanceof SocketOperationException known) {
      return known;
    }
    SocketOperationException.Builder failure =
        builder(uri)
            .localAddress(channel.localAddress())
            .remoteAddress(channel.remoteAddress())
            .cause(cause);
    if (cause instanceof UpgradeRefusedException refused) {
      int code = refused.statusCode();
      failure
          .status(SocketErrorStatus.UPGRADE_REFUSED)
          .reason("the server answered " + code)
          .retryable(code == TOO_MANY_REQUESTS || code >= SERVER_ERRORS);
    } else if (cause instanceof ClientUpgrade.UpgradeTimeout) {
      failure
          .status(SocketErrorStatus.OPERATION_TIMED_OUT)
          .reason("the server did not answer within " + patience)
          .hint("raise upgradeTimeout, or check that the server speaks WebSocket");
    } else if (cause instanceof Http2ClientConnection.NotOffered missing) {
      failure
          .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
          .reason(String.valueOf(missing.getMessage()))
          .hint(ALLOW_HTTP_1);
    } else if (cause instanceof ClientUpgrade.InvalidAnswer invalid) {
      failure
          .status(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE)
          .reason(String.valueOf(invalid.getMessage()));
    } else if (isHttp2(cause) || isHttp2(cause.getCause())) {
      failure
          .status(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE)
          .reason("the server's answer is not HTTP/2: " + cause.getMessage());
    } else if (cause instanceof ClientUpgrade.ConnectionEnded) {
      failure
          .status(SocketErrorStatus.UNEXPECTED_END_OF_STREAM)
          .reason("the server closed the connection instead of answering");
    }
    return failure.build();
  }

  private static boolean isHttp2(@Nullable Throwable cause) {
    return cause instanceof Http2Exception || cause instanceof Http2FrameStreamException;
  }

  static SocketOperationException noHttp2(WebSocketUri uri) {
    return builder(uri)
        .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
        .reason("the server did not agree to HTTP/2")
        .hint(ALLOW_HTTP_1)
        .build();
  }

  static SocketOperationException badRedirect(
      WebSocketUri from, String location, SocketOperationException refusal) {
    return builder(from)
        .status(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE)
        .reason("the server redirects to where no WebSocket can be: " + location)
        .cause(refusal.getCause())
        .build();
  }

  static SocketOperationException insecureRedirect(
      WebSocketUri from, WebSocketUri to, SocketOperationException refusal) {
    return builder(from)
        .status(SocketErrorStatus.UPGRADE_REFUSED)
        .reason("the server redirects from wss to " + shown(to))
        .hint("connect there yourself if that is meant")
        .cause(refusal.getCause())
        .build();
  }

  private static SocketOperationException.Builder builder(WebSocketUri uri) {
    return SocketOperationException.builder(SocketPhase.UPGRADE, OPERATION).target(shown(uri));
  }

  /** Without the query, which may hold a secret. */
  private static String shown(WebSocketUri uri) {
    String path = uri.uri().getRawPath();
    return (uri.secure() ? "wss://" : "ws://") + uri.authority() + (path == null ? "" : path);
  }
}
