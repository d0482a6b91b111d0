package io.reactivesockets.websocket;

/** The type of a WebSocket message (RFC 6455 section 5.6). */
public enum SocketMessageType {
  /** Bytes; opcode 2. */
  BINARY,

  /** UTF-8 text; opcode 1. */
  UTF8
}
