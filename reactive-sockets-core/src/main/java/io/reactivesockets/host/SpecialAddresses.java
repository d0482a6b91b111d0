package io.reactivesockets.host;

import java.util.List;

/**
 * The address blocks that are not globally reachable, after the IANA registries of special-purpose
 * addresses for IPv4 and IPv6 (RFC 6890 and its updates).
 */
final class SpecialAddresses {
  private static final List<Prefix> IPV4 =
      List.of(
          Prefix.of("0.0.0.0", 8), // this network; connecting to 0.0.0.0 reaches this machine
          Prefix.of("10.0.0.0", 8), // private, RFC 1918
          Prefix.of("100.64.0.0", 10), // between a carrier and its customers, RFC 6598
          Prefix.of("127.0.0.0", 8), // loopback
          Prefix.of("169.254.0.0", 16), // link-local, also where clouds serve their metadata
          Prefix.of("172.16.0.0", 12), // private
          Prefix.of("192.0.0.0", 24), // protocol assignments
          Prefix.of("192.0.2.0", 24), // documentation
          Prefix.of("192.88.99.0", 24), // relays of 6to4, withdrawn
          Prefix.of("192.168.0.0", 16), // private
          Prefix.of("198.18.0.0", 15), // benchmarks
          Prefix.of("198.51.100.0", 24), // documentation
          Prefix.of("203.0.113.0", 24), // documentation
          Prefix.of("224.0.0.0", 4), // multicast
          Prefix.of("240.0.0.0", 4)); // reserved, and broadcast

  private static final Prefix GLOBAL_UNICAST = Prefix.of("2000::", 3);
  private static final List<Prefix> IPV6 =
      List.of(
          Prefix.of("2001::", 23), // protocol assignments
          Prefix.of("2001:db8::", 32), // documentation
          Prefix.of("3fff::", 20)); // documentation

  private SpecialAddresses() {}

  static boolean isPublicIpv4(byte[] octets) {
    return IPV4.stream().noneMatch(block -> block.covers(octets));
  }

  /** Loopback, link-local, unique-local, site-local and multicast lie outside global unicast. */
  static boolean isPublicIpv6(byte[] octets) {
    return GLOBAL_UNICAST.covers(octets) && IPV6.stream().noneMatch(block -> block.covers(octets));
  }
}
