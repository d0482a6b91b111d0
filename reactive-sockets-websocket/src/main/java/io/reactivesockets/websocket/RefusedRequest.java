package io.reactivesockets.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** A request that does not open a WebSocket; it has no stack trace, for a peer can cause many. */
final class RefusedRequest extends Exception {

  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int UPGRADE_REQUIRED = 426;
  static final int HEADERS_TOO_LARGE = 431;

  private final int status;

  RefusedRequest(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  /** Answers with the status, a line of text, and what the status asks for. */
  Publisher<Void> send(HttpServerResponse response) {
    response
        .status(status)
        .header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .keepAlive(false);
    if (status == UPGRADE_REQUIRED) {
      response
          .header(HttpHeaderNames.UPGRADE, "websocket")
          .header(HttpHeaderNames.SEC_WEBSOCKET_VERSION, ServerHandshake.VERSION);
    }
    if (status == METHOD_NOT_ALLOWED) {
      response.header(HttpHeaderNames.ALLOW, "GET");
    }
    return response.sendString(Mono.just(getMessage() + "\n")).then();
  }
}
