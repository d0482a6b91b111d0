package io.reactivesockets.transport.internal;

import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameType;
import java.net.InetSocketAddress;

/**
 * One server of a service.
 *
 * @param host where it is
 * @param port what it listens on
 */
public record Target(HostName host, int port) {

  /**
   * Returns the address for a message, or for a proxy that resolves the name.
   *
   * @return the address, unresolved
   */
  public InetSocketAddress unresolved() {
    return InetSocketAddress.createUnresolved(host.canonicalName(), port);
  }

  /** Returns {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return text(host, Integer.toString(port));
  }

  /**
   * Returns how an end is written.
   *
   * @param host where it is
   * @param service its port or service
   * @return {@code host:service}, an IPv6 address in brackets
   */
  public static String text(HostName host, String service) {
    return (host.type() == HostNameType.IPV6 ? "[" + host + "]" : host) + ":" + service;
  }
}
