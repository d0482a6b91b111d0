package io.reactivesockets.transport.internal;

import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The order in which to try the addresses of a host: RFC 6724, with the source addresses that the
 * system would use, those without a route last.
 */
public final class AddressOrder {

  private final Function<InetAddress, Optional<InetAddress>> sources;

  /**
   * Makes an order.
   *
   * @param sources tells from which local address another is reached, if there is a route
   */
  public AddressOrder(Function<InetAddress, Optional<InetAddress>> sources) {
    this.sources = sources;
  }

  /**
   * Sorts addresses; asks the system for routes, which takes microseconds.
   *
   * @param addresses the addresses
   * @param options what the order is to favour
   * @return the addresses, best first
   */
  public List<InetAddress> sorted(Collection<InetAddress> addresses, HostNameSortOptions options) {
    if (addresses.size() < 2) {
      return List.copyOf(addresses);
    }
    Map<HostName, InetAddress> named = new HashMap<>();
    List<EndpointPair> reachable = new ArrayList<>();
    List<EndpointPair> unreachable = new ArrayList<>();
    for (InetAddress remote : addresses) {
      HostName name = HostName.of(remote);
      named.put(name, remote);
      Optional<InetAddress> source = sources.apply(remote);
      (source.isPresent() ? reachable : unreachable)
          .add(new EndpointPair(source.map(HostName::of), "", name, "0"));
    }
    List<InetAddress> sorted = new ArrayList<>(addresses.size());
    for (List<EndpointPair> pairs : List.of(reachable, unreachable)) {
      for (EndpointPair pair : EndpointPair.sorted(pairs, options)) {
        sorted.add(named.get(pair.remoteHostName()));
      }
    }
    return sorted;
  }
}
