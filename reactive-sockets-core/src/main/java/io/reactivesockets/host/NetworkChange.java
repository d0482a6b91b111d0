package io.reactivesockets.host;

import java.util.ArrayList;
import java.util.List;

/**
 * A change of this machine's network: adapters or addresses came, went, or went up or down.
 *
 * @param before the adapters before
 * @param after the adapters now
 */
public record NetworkChange(List<NetworkAdapter> before, List<NetworkAdapter> after) {

  /**
   * Makes a change of two snapshots.
   *
   * @param before the adapters before
   * @param after the adapters now
   */
  public NetworkChange {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * Returns the addresses that can be used now and could not before; an address counts while its
   * adapter is up.
   *
   * @return the addresses, an immutable list
   */
  public List<HostName> added() {
    return without(usable(after), usable(before));
  }

  /**
   * Returns the addresses that could be used before and cannot now.
   *
   * @return the addresses, an immutable list
   */
  public List<HostName> removed() {
    return without(usable(before), usable(after));
  }

  private static List<HostName> usable(List<NetworkAdapter> adapters) {
    return adapters.stream()
        .filter(NetworkAdapter::isUp)
        .flatMap(adapter -> adapter.hostNames().stream())
        .toList();
  }

  private static List<HostName> without(List<HostName> all, List<HostName> others) {
    List<HostName> rest = new ArrayList<>(all);
    rest.removeAll(others);
    return List.copyOf(rest);
  }
}
