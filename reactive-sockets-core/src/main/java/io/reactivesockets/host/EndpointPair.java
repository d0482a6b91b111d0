package io.reactivesockets.host;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The two ends of a way to a host.
 *
 * @param localHostName the local address, empty for the system to choose
 * @param localServiceName the local service or port, {@code ""} for the system to choose
 * @param remoteHostName the host to reach
 * @param remoteServiceName the service or port to reach, not empty
 */
public record EndpointPair(
    Optional<HostName> localHostName,
    String localServiceName,
    HostName remoteHostName,
    String remoteServiceName) {

  /**
   * Makes a pair of its parts.
   *
   * @param localHostName the local address
   * @param localServiceName the local service
   * @param remoteHostName the host to reach
   * @param remoteServiceName the service to reach
   * @throws IllegalArgumentException if the remote service is empty
   */
  public EndpointPair {
    Objects.requireNonNull(localHostName, "localHostName");
    Objects.requireNonNull(localServiceName, "localServiceName");
    Objects.requireNonNull(remoteHostName, "remoteHostName");
    if (remoteServiceName.isEmpty()) {
      throw new IllegalArgumentException("remoteServiceName:  (expected: a port or service name)");
    }
  }

  /**
   * Returns a pair whose local end is for the system to choose.
   *
   * @param remoteHostName the host to reach
   * @param remoteServiceName the service or port to reach, not empty
   * @return the pair
   * @throws IllegalArgumentException if the remote service is empty
   */
  public static EndpointPair to(HostName remoteHostName, String remoteServiceName) {
    return new EndpointPair(Optional.empty(), "", remoteHostName, remoteServiceName);
  }

  /**
   * Sorts ways to a host by preference.
   *
   * <p>The order is that of <a href="https://www.rfc-editor.org/rfc/rfc6724#section-6">RFC 6724,
   * section 6</a> with its default policy table: pairs of two usable addresses first, then matching
   * scope, matching label, higher precedence, smaller scope, for IPv6 the longer common prefix;
   * what is equal keeps its place. Rules about the source hold for pairs with a local address. A
   * domain name, which has no address yet, comes last. With {@link HostNameSortOptions#NONE} the
   * pairs are then spread, so that each one takes, if it can, addresses that those before it did
   * not.
   *
   * @param pairs the pairs
   * @param options what to optimise for
   * @return the pairs in order of preference, an immutable list
   */
  public static List<EndpointPair> sorted(
      Collection<EndpointPair> pairs, HostNameSortOptions options) {
    List<EndpointPair> preferred = pairs.stream().sorted(AddressPreference.ORDER).toList();
    return options == HostNameSortOptions.NONE ? PairSpread.spread(preferred) : preferred;
  }
}
