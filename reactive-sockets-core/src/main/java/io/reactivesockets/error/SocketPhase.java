package io.reactivesockets.error;

/** How far a socket had come when an operation failed. */
public enum SocketPhase {
  /** Turning a host or service name into addresses. */
  RESOLVE,

  /** Talking to a proxy, after the connection to it was established. */
  PROXY,

  /** Establishing the connection, to the peer or to a proxy. */
  CONNECT,

  /** Taking a local address and, for a listener, starting to listen. */
  BIND,

  /** Taking a connection off the backlog of a listener. */
  ACCEPT,

  /** The TLS handshake. */
  TLS,

  /** Going from one protocol to another on an open connection, such as HTTP to WebSocket. */
  UPGRADE,

  /** Sending or receiving on an open socket. */
  OPEN,

  /** Closing, gracefully or by force. */
  CLOSE
}
