package io.reactivesockets.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The default policy table and the scopes of RFC 6724, over IPv6 and mapped IPv4 addresses. */
final class PolicyTable {
  private static final int MULTICAST_SCOPE = 0x0f;
  private static final int LINK_LOCAL = 0x2;
  private static final int SITE_LOCAL = 0x5;
  private static final int GLOBAL = 0xe;

  private static final Prefix MAPPED = Prefix.of("::ffff:0.0.0.0", 96);
  private static final List<Prefix> LINK_LOCALS =
      List.of(
          Prefix.of("fe80::", 10),
          Prefix.of("::1", 128),
          Prefix.of("::ffff:169.254.0.0", 112),
          Prefix.of("::ffff:127.0.0.0", 104));
  private static final Prefix SITE_LOCALS = Prefix.of("fec0::", 10);
  private static final Prefix MULTICAST = Prefix.of("ff00::", 8);

  /** The longest prefixes first. */
  private static final List<Policy> POLICIES =
      List.of(
          new Policy(Prefix.of("::1", 128), 50, 0),
          new Policy(MAPPED, 35, 4),
          new Policy(Prefix.of("::", 96), 1, 3),
          new Policy(Prefix.of("2001::", 32), 5, 5),
          new Policy(Prefix.of("2002::", 16), 30, 2),
          new Policy(Prefix.of("3ffe::", 16), 1, 12),
          new Policy(SITE_LOCALS, 1, 11),
          new Policy(Prefix.of("fc00::", 7), 3, 13));

  private static final Policy DEFAULT = new Policy(Prefix.of("::", 0), 40, 1);

  private PolicyTable() {}

  record Policy(Prefix prefix, int precedence, int label) {}

  static Policy of(byte[] octets) {
    for (Policy policy : POLICIES) {
      if (policy.prefix().covers(octets)) {
        return policy;
      }
    }
    return DEFAULT;
  }

  static boolean isIpv4(byte[] octets) {
    return MAPPED.covers(octets);
  }

  /** Section 3.1 and 3.2: the scope values of multicast addresses, for all addresses. */
  static int scope(byte[] octets) {
    if (MULTICAST.covers(octets)) {
      return octets[1] & MULTICAST_SCOPE;
    }
    for (Prefix prefix : LINK_LOCALS) {
      if (prefix.covers(octets)) {
        return LINK_LOCAL;
      }
    }
    return SITE_LOCALS.covers(octets) ? SITE_LOCAL : GLOBAL;
  }

  /** Returns 16 octets, IPv4 addresses mapped, or {@code null} for a host that is no address. */
  static byte @Nullable [] octets(HostName host) {
    String name = host.canonicalName();
    return switch (host.type()) {
      case IPV4 -> Ipv6Parser.parse("::ffff:" + name);
      case IPV6 ->
          Ipv6Parser.parse(name.indexOf('%') < 0 ? name : name.substring(0, name.indexOf('%')));
      case DOMAIN_NAME, BLUETOOTH -> null;
    };
  }
}
