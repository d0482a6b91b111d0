package io.reactivesockets.stream;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the connections of one connect come from.
 *
 * @param ipv4 the address for IPv4, or null
 * @param ipv6 the address for IPv6, or null
 * @param chosen whether only these addresses may be used; else the system picks
 * @param port the port, 0 for one that the system picks
 */
record LocalSide(@Nullable InetAddress ipv4, @Nullable InetAddress ipv6, boolean chosen, int port) {

  /** Any address that the system picks. */
  static LocalSide any(int port) {
    return new LocalSide(null, null, false, port);
  }

  /** The first address of each family. */
  static LocalSide of(List<InetAddress> addresses, int port) {
    return new LocalSide(
        first(addresses, Inet4Address.class), first(addresses, Inet6Address.class), true, port);
  }

  private static @Nullable InetAddress first(
      List<InetAddress> addresses, Class<? extends InetAddress> family) {
    return addresses.stream().filter(family::isInstance).findFirst().orElse(null);
  }

  boolean hasIpv4() {
    return !chosen || ipv4 != null;
  }

  boolean hasIpv6() {
    return !chosen || ipv6 != null;
  }

  /** Whether a connection from here to that address is possible as far as families go. */
  boolean suits(InetAddress remote) {
    return remote instanceof Inet4Address ? hasIpv4() : hasIpv6();
  }

  /** Returns the chosen address from which to reach another, or null if the system picks it. */
  @Nullable InetAddress addressFor(InetAddress remote) {
    return remote instanceof Inet4Address ? ipv4 : ipv6;
  }

  /** Returns what to bind before connecting, or null if there is no need to. */
  @Nullable InetSocketAddress bindingFor(InetAddress remote) {
    InetAddress address = addressFor(remote);
    if (address != null) {
      return new InetSocketAddress(address, port);
    }
    return port == 0 ? null : new InetSocketAddress(port);
  }
}
