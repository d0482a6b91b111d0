package io.reactivesockets.host;

/** What an order of endpoints favours. */
public enum HostNameSortOptions {
  /** Least delay until connected. */
  NONE,
  /** A better path. */
  OPTIMIZE_FOR_LONG_CONNECTIONS
}
