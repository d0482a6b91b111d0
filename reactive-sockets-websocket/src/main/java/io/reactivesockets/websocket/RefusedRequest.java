package io.reactivesockets.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** A request that does not open a WebSocket; it has no stack trace, for a peer can cause many. */
final class RefusedRequest extends Exception {

  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int URI_TOO_LONG = 414;
  static final int UPGRADE_REQUIRED = 426;
  static final int HEADERS_TOO_LARGE = 431;
  static final int UNAVAILABLE = 503;

  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedRequest(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** Returns a line of text for the body of the response. */
  String text() {
    return getMessage() + "\n";
  }

  /** Adds what the status asks for to the headers of the response. */
  void addTo(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (status == UPGRADE_REQUIRED) {
      headers.set(HttpHeaderNames.UPGRADE, "websocket");
      headers.add(HttpHeaderNames.CONNECTION, "upgrade"); // RFC 9110 section 7.8
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, ServerHandshake.VERSION);
    } else if (status == METHOD_NOT_ALLOWED) {
      headers.set(HttpHeaderNames.ALLOW, "GET");
    } else if (status == UNAVAILABLE) {
      headers.set(HttpHeaderNames.RETRY_AFTER, "1");
    }
  }
}
