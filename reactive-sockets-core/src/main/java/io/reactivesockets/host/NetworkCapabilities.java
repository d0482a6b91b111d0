package io.reactivesockets.host;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of capabilities, and the decision which addresses it lets a socket talk to.
 *
 * <p>A service that connects to where its users tell it, and holds {@link
 * NetworkCapability#INTERNET_CLIENT} only, cannot be made to reach its own machine or network
 * (server-side request forgery). The decision is made on the address that a connection is about to
 * use, never on a name, and on what the address means: IPv4 addresses wrapped in IPv6 ones (mapped,
 * compatible, translated, NAT64, 6to4, Teredo, ISATAP) are unwrapped. Public is what the registries
 * of special addresses of the IANA call globally reachable; all else, loopback included, belongs to
 * the private network. Where an address has two readings, both must be granted. Zones play no part.
 *
 * <p>An address tells nothing of routing: a public address that this machine or its network holds
 * counts as public.
 */
public final class NetworkCapabilities {
  private static final NetworkCapabilities ALL =
      new NetworkCapabilities(EnumSet.allOf(NetworkCapability.class));
  private static final NetworkCapabilities NONE =
      new NetworkCapabilities(EnumSet.noneOf(NetworkCapability.class));

  private final Set<NetworkCapability> granted;

  private NetworkCapabilities(EnumSet<NetworkCapability> granted) {
    this.granted = Collections.unmodifiableSet(granted);
  }

  /**
   * Returns the set of all capabilities, the default of every socket.
   *
   * @return all
   */
  public static NetworkCapabilities all() {
    return ALL;
  }

  /**
   * Returns a set of capabilities.
   *
   * @param capabilities the capabilities, perhaps none
   * @return the set
   */
  public static NetworkCapabilities of(NetworkCapability... capabilities) {
    EnumSet<NetworkCapability> set = EnumSet.noneOf(NetworkCapability.class);
    Collections.addAll(set, capabilities);
    return set.isEmpty() ? NONE : new NetworkCapabilities(set);
  }

  /**
   * Returns the capabilities in this set.
   *
   * @return the capabilities, an unmodifiable set
   */
  public Set<NetworkCapability> granted() {
    return granted;
  }

  /**
   * Tells whether every address is permitted, so that none needs to be looked at.
   *
   * @return {@code true} if all capabilities are granted
   */
  public boolean isAll() {
    return granted.size() == ALL.granted.size();
  }

  /**
   * Tells whether a socket may connect or send to an address.
   *
   * @param remote the address
   * @return {@code true} if it may
   */
  public boolean permitsOutbound(InetAddress remote) {
    boolean internet =
        granted.contains(NetworkCapability.INTERNET_CLIENT)
            || granted.contains(NetworkCapability.INTERNET_CLIENT_SERVER);
    return permits(remote, internet);
  }

  /**
   * Tells whether a socket may accept or receive from an address.
   *
   * @param remote the address
   * @return {@code true} if it may
   */
  public boolean permitsInbound(InetAddress remote) {
    return permits(remote, granted.contains(NetworkCapability.INTERNET_CLIENT_SERVER));
  }

  private boolean permits(InetAddress remote, boolean internet) {
    if (isAll()) {
      return true;
    }
    boolean privateNetwork = granted.contains(NetworkCapability.PRIVATE_NETWORK_CLIENT_SERVER);
    for (AddressScope scope : AddressScope.of(remote.getAddress())) {
      if (!(scope == AddressScope.INTERNET ? internet : privateNetwork)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Refuses an address that a socket may not connect or send to.
   *
   * @param remote the address, resolved
   * @param operation what is about to be done, such as {@link SocketOperationException#CONNECT}
   * @throws SocketOperationException with status {@code NETWORK_CAPABILITY_DENIED} if it is not
   *     permitted
   * @throws IllegalArgumentException if the address is not resolved
   */
  public void requireOutbound(InetSocketAddress remote, String operation) {
    if (remote.isUnresolved()) {
      throw new IllegalArgumentException("remote: " + remote + " (expected: a resolved address)");
    }
    if (!permitsOutbound(remote.getAddress())) {
      SocketPhase phase =
          operation.equals(SocketOperationException.SEND) ? SocketPhase.OPEN : SocketPhase.CONNECT;
      throw SocketOperationException.builder(phase, operation)
          .status(SocketErrorStatus.NETWORK_CAPABILITY_DENIED)
          .remoteAddress(remote)
          .reason(
              "the address is "
                  + AddressScope.describe(remote.getAddress().getAddress())
                  + ", granted is "
                  + granted)
          .build();
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NetworkCapabilities set && granted.equals(set.granted);
  }

  @Override
  public int hashCode() {
    return granted.hashCode();
  }

  /**
   * Returns the capabilities as text.
   *
   * @return for instance {@code [INTERNET_CLIENT]}
   */
  @Override
  public String toString() {
    return granted.toString();
  }
}
