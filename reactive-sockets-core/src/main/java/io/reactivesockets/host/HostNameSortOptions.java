package io.reactivesockets.host;

/** In which order several ways to a host are tried. */
public enum HostNameSortOptions {
  /**
   * Connects soonest: after a way has failed, the next is one of which neither address was tried
   * yet, even if it is slower later.
   */
  NONE,

  /**
   * Finds the better path for a connection that will last: keeps to the order of preference though
   * more attempts may fail.
   */
  OPTIMIZE_FOR_LONG_CONNECTIONS
}
