package io.reactivesockets.samples.rsock.console;

import io.reactivesockets.host.HostName;
import java.net.InetSocketAddress;

/** Addresses as people and URIs write them. */
public final class Addresses {

  private Addresses() {}

  /**
   * Writes a host and a port.
   *
   * @param host a name or an address
   * @param port a port or a service name
   * @return {@code host:port}, an IPv6 address in brackets
   */
  public static String text(HostName host, String port) {
    return text(host.canonicalName(), port);
  }

  static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved()
            ? address.getHostString()
            : HostName.of(address.getAddress()).canonicalName();
    return text(host, Integer.toString(address.getPort()));
  }

  private static String text(String host, String port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
