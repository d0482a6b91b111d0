package io.reactivesockets.transport;

/** How host names become addresses. */
public enum NameResolution {
  /**
   * The hosts file, then DNS queries of our own to the name servers of the machine: never blocks,
   * tells a missing name from a missing record, knows SRV. The default.
   */
  DNS,
  /**
   * What {@link java.net.InetAddress} does, on a thread that may block: sees every name provider of
   * the machine, such as mDNS or NIS. SRV records are still asked from DNS.
   */
  SYSTEM
}
