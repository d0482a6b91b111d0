package io.reactivesockets.stream;

import io.netty.util.concurrent.Future;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import io.reactivesockets.transport.internal.AddressOrder;
import io.reactivesockets.transport.internal.KnownAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * The addresses of one host as they become known (RFC 8305, 3 and 4).
 *
 * <p>Both families are asked at the same time. Addresses may be tried as soon as IPv6 ones are
 * there, or the question for them has failed, or {@value #RESOLUTION_DELAY_MILLIS} ms after IPv4
 * ones. What comes later joins those not tried yet. The families take turns, the best address
 * first.
 */
final class AddressCandidates<T> implements Candidates<T> {

  static final int RESOLUTION_DELAY_MILLIS = 50;

  /** More addresses of one family than anybody tries in earnest. */
  static final int MOST_OF_A_FAMILY = 64;

  private final LoopHome home;
  private final HostName host;
  private final HostQuestion question;
  private final AddressOrder order;
  private final LocalSide local;
  private final Function<InetAddress, Candidate<T>> way;

  private final FamilyQuery ipv6 = new FamilyQuery();
  private final FamilyQuery ipv4 = new FamilyQuery();
  private final List<InetAddress> untried = new ArrayList<>();
  private final List<Setback> setbacks = new ArrayList<>();
  private Runnable changed = () -> {};
  private @Nullable Future<?> resolutionDelay;
  private @Nullable InetAddress last;
  private boolean open;
  private boolean anyFound;

  AddressCandidates(
      LoopHome home,
      HostName host,
      HostQuestion question,
      AddressOrder order,
      LocalSide local,
      Function<InetAddress, Candidate<T>> way) {
    this.home = home;
    this.host = host;
    this.question = question;
    this.order = order;
    this.local = local;
    this.way = way;
  }

  @Override
  public void find(Runnable whenChanged) {
    changed = whenChanged;
    List<InetAddress> known;
    try {
      known = KnownAddresses.of(host);
    } catch (SocketOperationException unknownZone) {
      setbacks.add(Setback.resolve(host.toString(), unknownZone));
      known = List.of();
    }
    if (!setbacks.isEmpty() || !known.isEmpty()) {
      ipv6.answered(List.of());
      ipv4.answered(known);
      return;
    }
    ipv6.ask(local.hasIpv6(), question::ipv6);
    ipv4.ask(local.hasIpv4(), question::ipv4);
  }

  @Override
  public @Nullable Candidate<T> next() {
    if (!open || untried.isEmpty()) {
      return null;
    }
    InetAddress next = untried.remove(indexOfNext());
    last = next;
    return way.apply(next);
  }

  /** The best address of the family that was not tried last; of the other, if there is none. */
  private int indexOfNext() {
    InetAddress before = last;
    if (before != null) {
      for (int i = 0; i < untried.size(); i++) {
        if (isIpv6(untried.get(i)) != isIpv6(before)) {
          return i;
        }
      }
    }
    return 0;
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  @Override
  public int waiting() {
    return open ? untried.size() : 0;
  }

  @Override
  public boolean complete() {
    return ipv6.done && ipv4.done;
  }

  @Override
  public List<Setback> setbacks() {
    if (anyFound) {
      // That a host has addresses of one family only is nothing to complain about.
      return setbacks.stream()
          .filter(each -> each.status() == SocketErrorStatus.NON_AUTHORITATIVE_HOST_NOT_FOUND)
          .toList();
    }
    if (setbacks.isEmpty()) {
      return List.of(
          Setback.resolve(
              host.toString(),
              SocketErrorStatus.NO_ADDRESSES_FOUND,
              "it has no address of the family of the local address"));
    }
    return setbacks;
  }

  @Override
  public void stop() {
    ipv6.stop();
    ipv4.stop();
    untried.clear();
    cancelResolutionDelay();
  }

  private void cancelResolutionDelay() {
    if (resolutionDelay != null) {
      resolutionDelay.cancel(false);
      resolutionDelay = null;
    }
  }

  private void add(List<InetAddress> found) {
    Set<InetAddress> all = new LinkedHashSet<>(untried);
    found.stream().filter(local::suits).limit(MOST_OF_A_FAMILY).forEach(all::add);
    if (all.size() > untried.size()) {
      anyFound = true;
      List<InetAddress> sorted =
          order.sorted(all, HostNameSortOptions.OPTIMIZE_FOR_LONG_CONNECTIONS);
      untried.clear();
      untried.addAll(sorted);
    }
  }

  private void openWhenTime() {
    if (!open && (complete() || (ipv6.done && ipv6.found))) {
      cancelResolutionDelay();
      open = true;
    } else if (!open && anyFound && resolutionDelay == null) {
      resolutionDelay =
          home.loop().schedule(this::delayIsOver, RESOLUTION_DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }
    changed.run();
  }

  private void delayIsOver() {
    resolutionDelay = null;
    open = true;
    changed.run();
  }

  /** The question for the addresses of one family. */
  private final class FamilyQuery {

    private @Nullable Disposable lookup;
    private boolean done;
    private boolean found;

    void ask(boolean wanted, Supplier<Mono<List<InetAddress>>> asked) {
      if (!wanted) {
        answered(List.of());
        return;
      }
      lookup = home.await(asked.get(), this::answered, this::failed);
    }

    private void answered(List<InetAddress> addresses) {
      if (!done) {
        done = true;
        add(addresses);
        found = !addresses.isEmpty();
        openWhenTime();
      }
    }

    private void failed(Throwable cause) {
      if (!done) {
        done = true;
        setbacks.add(Setback.resolve(host.toString(), cause));
        openWhenTime();
      }
    }

    void stop() {
      done = true;
      if (lookup != null) {
        lookup.dispose();
      }
    }
  }
}
