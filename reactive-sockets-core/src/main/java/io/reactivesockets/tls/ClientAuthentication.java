package io.reactivesockets.tls;

/** Whether a server wants its clients to show a certificate. */
public enum ClientAuthentication {
  /** The server does not ask. */
  NONE,

  /** The server asks; a client without certificate passes, one with a bad certificate does not. */
  REQUESTED,

  /** The server asks; only a client with a good certificate passes. */
  REQUIRED
}
