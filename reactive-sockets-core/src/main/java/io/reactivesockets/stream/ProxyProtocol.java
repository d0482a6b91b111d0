package io.reactivesockets.stream;

/** Whether accepted connections begin with a header of the PROXY protocol. */
public enum ProxyProtocol {
  /** They do not; bytes that look like a header are data. The default. */
  OFF,
  /**
   * They must, version 1 (text) or 2 (binary): the addresses in the header become those of the
   * socket. A connection without one is closed. Only for listeners that nobody but the load
   * balancer can reach, since whoever connects says what the addresses are.
   */
  REQUIRED
}
