package io.reactivesockets.host;

import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Destination address selection, RFC 6724 section 6, as far as addresses alone decide it. */
final class AddressPreference {
  static final Comparator<EndpointPair> ORDER =
      Comparator.comparing(AddressPreference::isUnusable)
          .thenComparing(AddressPreference::isOfOtherScope)
          .thenComparing(AddressPreference::isOfOtherLabel)
          .thenComparing(AddressPreference::precedence, Comparator.reverseOrder())
          .thenComparing(AddressPreference::scope)
          .thenComparing(AddressPreference::commonPrefix, Comparator.reverseOrder());

  private static final int UNKNOWN_SCOPE = Integer.MAX_VALUE;
  private static final int MAX_PREFIX = 64;

  private AddressPreference() {}

  /** Rule 1, for what is known: a remote without address, or ends of two families. */
  private static boolean isUnusable(EndpointPair pair) {
    byte @Nullable [] remote = remote(pair);
    byte @Nullable [] local = local(pair);
    return remote == null
        || (local != null && PolicyTable.isIpv4(local) != PolicyTable.isIpv4(remote));
  }

  /** Rule 2. */
  private static boolean isOfOtherScope(EndpointPair pair) {
    byte @Nullable [] remote = remote(pair);
    byte @Nullable [] local = local(pair);
    return remote != null && local != null && PolicyTable.scope(local) != PolicyTable.scope(remote);
  }

  /** Rule 5. */
  private static boolean isOfOtherLabel(EndpointPair pair) {
    byte @Nullable [] remote = remote(pair);
    byte @Nullable [] local = local(pair);
    return remote != null
        && local != null
        && PolicyTable.of(local).label() != PolicyTable.of(remote).label();
  }

  /** Rule 6. */
  private static int precedence(EndpointPair pair) {
    byte @Nullable [] remote = remote(pair);
    return remote == null ? -1 : PolicyTable.of(remote).precedence();
  }

  /** Rule 8. */
  private static int scope(EndpointPair pair) {
    byte @Nullable [] remote = remote(pair);
    return remote == null ? UNKNOWN_SCOPE : PolicyTable.scope(remote);
  }

  /** Rule 9, for IPv6 only: IPv4 prefixes say nothing about closeness. */
  private static int commonPrefix(EndpointPair pair) {
    byte @Nullable [] remote = remote(pair);
    byte @Nullable [] local = local(pair);
    if (remote == null || local == null || PolicyTable.isIpv4(remote)) {
      return 0;
    }
    int bits = 0;
    while (bits < MAX_PREFIX && bit(remote, bits) == bit(local, bits)) {
      bits++;
    }
    return bits;
  }

  private static int bit(byte[] octets, int index) {
    return octets[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
  }

  private static byte @Nullable [] remote(EndpointPair pair) {
    return octets(Optional.of(pair.remoteHostName()));
  }

  private static byte @Nullable [] local(EndpointPair pair) {
    return octets(pair.localHostName());
  }

  private static byte @Nullable [] octets(Optional<HostName> host) {
    return host.map(PolicyTable::octets).orElse(null);
  }
}
