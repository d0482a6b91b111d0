package io.reactivesockets.error;

/** Why a socket operation failed. */
public enum SocketErrorStatus {
  /** No known status. */
  UNKNOWN
}
