package io.reactivesockets.websocket;

/** The version of HTTP by which a client opens its WebSocket. */
public enum WebSocketHttpVersion {

  /** HTTP/1.1: a GET that asks for an upgrade (RFC 6455 section 4.1). */
  HTTP_1_1,

  /**
   * HTTP/2, an extended CONNECT (<a href="https://www.rfc-editor.org/rfc/rfc8441">RFC 8441</a>), to
   * a {@code wss} server that agrees to it by ALPN; else HTTP/1.1. A server that agrees to HTTP/2
   * and then takes no extended CONNECT is connected to once more, over HTTP/1.1. To {@code ws},
   * where there is nothing to agree by, it is HTTP/1.1.
   */
  HTTP_2_IF_OFFERED,

  /**
   * HTTP/2 and nothing else: by ALPN to {@code wss}, with prior knowledge (<a
   * href="https://www.rfc-editor.org/rfc/rfc9113#section-3.3">RFC 9113 section 3.3</a>) to {@code
   * ws}. A server that does not speak it, or takes no extended CONNECT, fails the connect with
   * {@code OPERATION_NOT_SUPPORTED}.
   */
  HTTP_2
}
