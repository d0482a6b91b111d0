package io.reactivesockets.triggers.wire;

/** Why a broker refuses something. */
public enum Code {
  /** The message makes no sense here. */
  PROTOCOL,
  /** The peer may not do this. */
  DENIED,
  /** A limit is reached. */
  QUOTA,
  /** The id is taken. */
  IN_USE,
  /** There is no such socket, task or transfer. */
  UNKNOWN,
  /** The descriptor is of a kind that is not held. */
  UNSUPPORTED,
  /** The broker is about to end. */
  ENDING
}
