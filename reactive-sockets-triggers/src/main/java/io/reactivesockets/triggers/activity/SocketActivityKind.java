package io.reactivesockets.triggers.activity;

/** Which kind of socket a broker holds. */
public enum SocketActivityKind {
  /** Not known. */
  NONE,
  /** A listener. */
  STREAM_SOCKET_LISTENER,
  /** A datagram socket. */
  DATAGRAM_SOCKET,
  /** A connected stream socket. */
  STREAM_SOCKET
}
