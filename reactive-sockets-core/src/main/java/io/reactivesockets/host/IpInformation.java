package io.reactivesockets.host;

import java.util.OptionalInt;

/**
 * What is known of a local address.
 *
 * @param networkAdapter the adapter that has the address
 * @param prefixLength the number of bits that the network's addresses have in common, 0 to 32 for
 *     IPv4 and 0 to 128 for IPv6, empty if the system does not tell
 */
public record IpInformation(NetworkAdapter networkAdapter, OptionalInt prefixLength) {

  /**
   * Returns adapter and prefix length.
   *
   * @return for instance {@code eth0/24}
   */
  @Override
  public String toString() {
    String name = networkAdapter.name();
    return prefixLength.isPresent() ? name + "/" + prefixLength.getAsInt() : name;
  }
}
