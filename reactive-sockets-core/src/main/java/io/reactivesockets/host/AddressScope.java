package io.reactivesockets.host;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Where the packets to an address may end up. */
enum AddressScope {
  INTERNET("public"),
  PRIVATE_NETWORK("not public");

  private static final Prefix MAPPED = Prefix.of("::ffff:0.0.0.0", 96);
  private static final Prefix TRANSLATED = Prefix.of("::ffff:0:0:0", 96);
  private static final Prefix COMPATIBLE = Prefix.of("::", 96);
  private static final Prefix NAT64 = Prefix.of("64:ff9b::", 96);
  private static final Prefix LOCAL_NAT64 = Prefix.of("64:ff9b:1::", 48);
  private static final Prefix SIX_TO_FOUR = Prefix.of("2002::", 16);
  private static final Prefix TEREDO = Prefix.of("2001::", 32);
  private static final int LAST_FOUR = 12;
  private static final int SIX_TO_FOUR_AT = 2;
  private static final int TEREDO_SERVER_AT = 4;

  private final String words;

  AddressScope(String words) {
    this.words = words;
  }

  /**
   * Returns all that the address may mean.
   *
   * @param octets 4 or 16 octets
   */
  static Set<AddressScope> of(byte[] octets) {
    if (octets.length == Ipv4Literal.LENGTH) {
      return Set.of(SpecialAddresses.isPublicIpv4(octets) ? INTERNET : PRIVATE_NETWORK);
    }
    if (MAPPED.covers(octets)
        || TRANSLATED.covers(octets)
        || NAT64.covers(octets)
        || COMPATIBLE.covers(octets)) {
      return of(at(octets, LAST_FOUR));
    } else if (SIX_TO_FOUR.covers(octets)) {
      return and(of(at(octets, SIX_TO_FOUR_AT)), isatap(octets));
    } else if (TEREDO.covers(octets)) {
      return and(of(at(octets, TEREDO_SERVER_AT)), of(inverted(at(octets, LAST_FOUR))));
    } else if (LOCAL_NAT64.covers(octets)) {
      return EnumSet.allOf(AddressScope.class);
    }
    AddressScope outer = SpecialAddresses.isPublicIpv6(octets) ? INTERNET : PRIVATE_NETWORK;
    return and(Set.of(outer), isatap(octets));
  }

  /** The IPv4 address in the interface identifier of RFC 5214, if it is one. */
  private static Set<AddressScope> isatap(byte[] octets) {
    boolean marked =
        (octets[8] & 0xfd) == 0
            && octets[9] == 0
            && octets[10] == 0x5e
            && octets[11] == (byte) 0xfe;
    return marked ? of(at(octets, LAST_FOUR)) : Collections.emptySet();
  }

  private static Set<AddressScope> and(Set<AddressScope> first, Set<AddressScope> second) {
    EnumSet<AddressScope> both = EnumSet.copyOf(first);
    both.addAll(second);
    return both;
  }

  private static byte[] at(byte[] octets, int offset) {
    return Arrays.copyOfRange(octets, offset, offset + Ipv4Literal.LENGTH);
  }

  /** Teredo writes the client's address with all bits turned over. */
  private static byte[] inverted(byte[] octets) {
    byte[] inverted = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      inverted[i] = (byte) ~octets[i];
    }
    return inverted;
  }

  static String describe(byte[] octets) {
    Set<AddressScope> scopes = of(octets);
    return scopes.size() > 1 ? "public or not by how it is read" : scopes.iterator().next().words;
  }
}
