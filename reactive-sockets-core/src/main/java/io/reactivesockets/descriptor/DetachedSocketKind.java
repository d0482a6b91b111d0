package io.reactivesockets.descriptor;

/** What a descriptor is. */
public enum DetachedSocketKind {
  /** A connection. */
  STREAM,

  /** A socket that listens for connections. */
  LISTENER,

  /** A socket for datagrams. */
  DATAGRAM
}
