package io.reactivesockets.transport.internal;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds every address and port of a service, without connecting. */
public final class EndpointSearch {

  private static final int LOOKUPS_AT_ONCE = 8;

  private record Found(List<EndpointPair> pairs, @Nullable Throwable failure) {}

  private final NettyTransport transport;
  private final ServiceProtocol protocol;
  private final AddressOrder order;
  private final HostNameSortOptions options;

  /**
   * Makes a search.
   *
   * @param transport what looks up names
   * @param protocol what the service is reached by
   * @param options what the order is to favour
   */
  public EndpointSearch(
      NettyTransport transport, ServiceProtocol protocol, HostNameSortOptions options) {
    this.transport = transport;
    this.protocol = protocol;
    this.order = new AddressOrder(transport::localAddressTo);
    this.options = options;
  }

  /**
   * Finds servers in their order, each with its addresses in theirs; those without one are left
   * out.
   *
   * @param host a name or an address literal
   * @param service a port, a name of the services file, or the name of an SRV record
   * @param limit how long it may take
   * @return cold; one list with at least one entry, or what kept it from being found
   */
  public Mono<List<EndpointPair>> pairs(HostName host, ServiceName service, Duration limit) {
    return new ServiceTargets(transport.names(), protocol)
        .find(host, service)
        .flatMapMany(Flux::fromIterable)
        .flatMapSequential(this::find, LOOKUPS_AT_ONCE)
        .collectList()
        .flatMap(EndpointSearch::join)
        .timeout(limit, Mono.error(() -> tookTooLong(host, limit)));
  }

  private Mono<Found> find(Target target) {
    return HostAddresses.of(transport.names(), target.host())
        .map(addresses -> new Found(pairs(target, order.sorted(addresses, options)), null))
        .onErrorResume(cause -> Mono.just(new Found(List.of(), unresolved(target, cause))));
  }

  private static List<EndpointPair> pairs(Target target, List<InetAddress> addresses) {
    String port = Integer.toString(target.port());
    return addresses.stream().map(each -> EndpointPair.to(HostName.of(each), port)).toList();
  }

  private static Mono<List<EndpointPair>> join(List<Found> all) {
    List<EndpointPair> pairs = all.stream().flatMap(each -> each.pairs().stream()).toList();
    return pairs.isEmpty()
        ? Mono.error(Objects.requireNonNull(all.get(0).failure()))
        : Mono.just(pairs);
  }

  private static Throwable unresolved(Target target, Throwable cause) {
    return cause instanceof SocketOperationException
        ? cause
        : SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
            .target(target.host().toString())
            .cause(cause)
            .build();
  }

  private static SocketOperationException tookTooLong(HostName host, Duration limit) {
    return SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
        .status(SocketErrorStatus.OPERATION_TIMED_OUT)
        .target(host.toString())
        .elapsed(limit)
        .build();
  }
}
