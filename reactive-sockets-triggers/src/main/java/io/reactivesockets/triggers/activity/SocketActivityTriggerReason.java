package io.reactivesockets.triggers.activity;

/** Why an application is woken. */
public enum SocketActivityTriggerReason {
  /** Not known: take the socket back and look. */
  NONE,
  /** Bytes or a datagram arrived. */
  SOCKET_ACTIVITY,
  /** A listener has a connection. */
  CONNECTION_ACCEPTED,
  /** Nothing arrived for the keep-alive time: send something and hand the socket over again. */
  KEEP_ALIVE_TIMER_EXPIRED,
  /** The peer closed the connection, or it was lost. */
  SOCKET_CLOSED
}
