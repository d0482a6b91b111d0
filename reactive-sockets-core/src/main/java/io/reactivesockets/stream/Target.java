package io.reactivesockets.stream;

import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameType;
import java.net.InetSocketAddress;

/**
 * One server of a service.
 *
 * @param host where it is
 * @param port what it listens on
 */
record Target(HostName host, int port) {

  /** Returns the address for a message, or for a proxy that resolves the name. */
  InetSocketAddress unresolved() {
    return InetSocketAddress.createUnresolved(host.canonicalName(), port);
  }

  /** Returns {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return text(host, Integer.toString(port));
  }

  static String text(HostName host, String service) {
    return (host.type() == HostNameType.IPV6 ? "[" + host + "]" : host) + ":" + service;
  }
}
