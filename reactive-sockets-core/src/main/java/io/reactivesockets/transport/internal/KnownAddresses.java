package io.reactivesockets.transport.internal;

import io.reactivesockets.host.HostName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** The addresses of hosts that nobody needs to be asked for. */
public final class KnownAddresses {

  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};

  /** Both loopback addresses, IPv6 first. */
  private static final List<InetAddress> LOOPBACK =
      List.of(address(IPV6_LOOPBACK), address(IPV4_LOOPBACK));

  private KnownAddresses() {}

  /**
   * Returns the address of a literal, or the loopback addresses for {@code localhost} and the names
   * below it (RFC 6761, 6.3); nothing for other names.
   *
   * @param host a name or an address literal
   * @return the addresses, perhaps none
   */
  public static List<InetAddress> of(HostName host) {
    Optional<InetAddress> literal = host.toInetAddress();
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    String name = host.canonicalName();
    return name.equals("localhost") || name.endsWith(".localhost") ? LOOPBACK : List.of();
  }

  private static InetAddress address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
