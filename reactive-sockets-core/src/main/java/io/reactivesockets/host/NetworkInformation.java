package io.reactivesockets.host;

import io.reactivesockets.host.signals.RouteSignals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What this machine knows of its own network. */
public final class NetworkInformation {
  private static final Duration SHORTEST_POLL = Duration.ofMillis(100);

  private NetworkInformation() {}

  /**
   * Returns the names and addresses of this machine: its host name, if it has a valid one, then the
   * addresses of all adapters, each with its {@link HostName#ipInformation()}.
   *
   * <p>Asks the operating system: do not call it on an event loop.
   *
   * @return the names, an immutable list
   */
  public static List<HostName> hostNames() {
    List<HostName> names = new ArrayList<>();
    MachineName.read().ifPresent(names::add);
    NetworkAdapter.all().forEach(adapter -> names.addAll(adapter.hostNames()));
    return List.copyOf(names);
  }

  /**
   * Sorts ways to a host by preference, see {@link EndpointPair#sorted}.
   *
   * @param pairs the pairs
   * @param options what to optimise for
   * @return the pairs in order of preference, an immutable list
   */
  public static List<EndpointPair> sortedEndpointPairs(
      Collection<EndpointPair> pairs, HostNameSortOptions options) {
    return EndpointPair.sorted(pairs, options);
  }

  /**
   * Emits each change of this machine's adapters and addresses, the signal to join multicast groups
   * again or to check connections.
   *
   * <p>It is looked at every {@code pollInterval}. On Linux with io_uring the kernel tells that
   * something has changed as well (rtnetlink(7)), and it is looked at a tenth of a second later, at
   * most once a second. What comes and goes between two looks is not seen.
   *
   * <p>Cold: each subscription compares the state with that at its start, on {@link
   * Schedulers#boundedElastic()}; without demand one change waits and those after it are merged
   * into the next one. Never completes by itself.
   *
   * @param pollInterval how often to look at least, 100 ms or more
   * @return the changes
   * @throws IllegalArgumentException if the interval is shorter
   */
  public static Flux<NetworkChange> changes(Duration pollInterval) {
    if (pollInterval.compareTo(SHORTEST_POLL) < 0) {
      throw new IllegalArgumentException(
          "pollInterval: " + pollInterval + " (expected: at least 100 ms)");
    }
    return NetworkWatch.changes(
        pollInterval,
        NetworkAdapter::all,
        RouteSignals.ofThisMachine(),
        Schedulers.parallel(),
        Schedulers.boundedElastic());
  }
}
