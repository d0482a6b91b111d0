package io.reactivesockets.triggers.control.network;

/** What happened to the path of a connection. */
public enum PathChange {
  /** Nothing that matters to it. */
  NONE,
  /** The adapter under it has gone, or gone down. */
  LINK,
  /** Its local address has gone. */
  ADDRESS,
  /** Packets to its peer leave another way, or none. */
  ROUTE
}
