package io.reactivesockets.host;

import java.util.Objects;

/** A block of addresses: those that begin with the same bits. */
final class Prefix {
  private final byte[] start;
  private final int length;

  private Prefix(byte[] start, int length) {
    this.start = start;
    this.length = length;
  }

  /** Makes the block of an IPv6 or IPv4 literal and a number of bits. */
  static Prefix of(String literal, int length) {
    byte[] octets =
        Ipv4Literal.isCanonical(literal) ? Ipv4Literal.parse(literal) : Ipv6Parser.parse(literal);
    return new Prefix(Objects.requireNonNull(octets, literal), length);
  }

  /** Whether an address of the same family lies in the block; of the other one, none does. */
  boolean covers(byte[] octets) {
    if (octets.length != start.length) {
      return false;
    }
    int whole = length / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (octets[i] != start[i]) {
        return false;
      }
    }
    int rest = length % Byte.SIZE;
    int mask = 0xff << (Byte.SIZE - rest);
    return rest == 0 || ((octets[whole] ^ start[whole]) & mask & 0xff) == 0;
  }
}
