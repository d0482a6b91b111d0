package io.reactivesockets.host;

/** What a socket may be allowed to reach or to be reached by. */
public enum NetworkCapability {
  /** Connect and send to public addresses. */
  INTERNET_CLIENT,

  /** Connect and send to public addresses, accept and receive from them. */
  INTERNET_CLIENT_SERVER,

  /**
   * Connect and send to addresses that are not public, accept and receive from them: private
   * networks, link-local and loopback addresses, multicast, and all that the registries reserve.
   */
  PRIVATE_NETWORK_CLIENT_SERVER
}
