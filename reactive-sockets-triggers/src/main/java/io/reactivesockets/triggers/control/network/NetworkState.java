package io.reactivesockets.triggers.control.network;

import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** What the machine's network looked like at one moment. Immutable. */
public final class NetworkState {

  private final List<NetworkAdapter> adapters;
  private final RouteTable routes;

  NetworkState(List<NetworkAdapter> adapters, RouteTable routes) {
    this.adapters = List.copyOf(adapters);
    this.routes = routes;
  }

  /**
   * Asks the operating system; not for event loops.
   *
   * @return the state now
   */
  public static NetworkState read() {
    // In this order: with an address or a link the system takes the routes away, but after it. So
    // whoever sees that a route is gone sees what it went with.
    RouteTable routes = RouteTable.read();
    return new NetworkState(NetworkAdapter.all(), routes);
  }

  /**
   * Returns a name of the network that a path begins in: the adapter, its own network there, and
   * the gateway that packets to the peer take.
   *
   * @param path of a connection
   * @return a name that stays the same where the network does
   */
  public String networkOf(NetworkPath path) {
    String adapter =
        adapterOf(path.localAddress())
            .map(found -> found.name() + " " + prefix(found, path.localAddress()))
            .orElse("unknown");
    String gateway = routes.to(path.remoteAddress()).map(Route::gateway).orElse("");
    return gateway.isEmpty() ? adapter : adapter + " via " + gateway;
  }

  private static String prefix(NetworkAdapter adapter, InetAddress local) {
    return adapter.hostNames().stream()
        .filter(name -> isThat(name, local))
        .findFirst()
        .map(name -> masked(name, local))
        .orElse(local.getHostAddress());
  }

  private static String masked(HostName name, InetAddress local) {
    int length =
        name.ipInformation()
            .map(ip -> ip.prefixLength().orElse(local.getAddress().length * 8))
            .orElse(local.getAddress().length * 8);
    byte[] bytes = local.getAddress();
    for (int bit = length; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + length;
    } catch (UnknownHostException e) {
      return local.getHostAddress();
    }
  }

  /**
   * Tells what a change of the network means for a connection.
   *
   * @param before the state when it was last well
   * @param path of the connection
   * @return what happened to it, as seen in this later state
   */
  public PathChange since(NetworkState before, NetworkPath path) {
    Optional<NetworkAdapter> old = before.adapterOf(path.localAddress());
    if (old.isEmpty()) {
      return PathChange.NONE;
    }
    Optional<NetworkAdapter> now =
        adapters.stream().filter(adapter -> adapter.name().equals(old.get().name())).findFirst();
    if (old.get().isUp() && !now.map(NetworkAdapter::isUp).orElse(false)) {
      return PathChange.LINK;
    }
    if (adapterOf(path.localAddress()).isEmpty()) {
      return PathChange.ADDRESS;
    }
    if (adapterOf(path.remoteAddress()).isPresent()) {
      return PathChange.NONE; // What stays within this machine needs no route.
    }
    boolean sameWay =
        way(before.routes.to(path.remoteAddress())).equals(way(routes.to(path.remoteAddress())));
    return sameWay ? PathChange.NONE : PathChange.ROUTE;
  }

  private static String way(Optional<Route> route) {
    return route.map(found -> found.device() + " " + found.gateway()).orElse("");
  }

  private Optional<NetworkAdapter> adapterOf(InetAddress local) {
    return adapters.stream()
        .filter(adapter -> adapter.hostNames().stream().anyMatch(name -> isThat(name, local)))
        .findFirst();
  }

  private static boolean isThat(HostName name, InetAddress local) {
    return name.toInetAddress().filter(local::equals).isPresent();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof NetworkState that
            && adapters.equals(that.adapters)
            && routes.equals(that.routes));
  }

  @Override
  public int hashCode() {
    return adapters.hashCode() * 31 + routes.hashCode();
  }
}
