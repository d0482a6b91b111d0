package io.reactivesockets.stream;

import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Finds the addresses that a name, a service or an adapter on this side stands for. */
final class LocalAddresses {

  private LocalAddresses() {}

  /** Returns the address to bind for a name: its first IPv4 one, else its first IPv6 one. */
  static Mono<InetAddress> resolve(NettyTransport transport, HostName host) {
    return HostAddresses.of(transport.names(), host)
        .map(
            addresses ->
                addresses.stream()
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .orElse(addresses.get(0)));
  }

  /**
   * Finds where the connections of a connect come from.
   *
   * @return cold; the local side, or a {@link SocketOperationException}
   */
  static Mono<LocalSide> side(
      NettyTransport transport, EndpointPair endpoints, StreamSocketControl control) {
    return port(endpoints.localServiceName())
        .flatMap(port -> side(transport, endpoints.localHostName(), port, control));
  }

  private static Mono<LocalSide> side(
      NettyTransport transport, Optional<HostName> host, int port, StreamSocketControl control) {
    if (host.isPresent()) {
      return HostAddresses.of(transport.names(), host.get())
          .map(addresses -> LocalSide.of(addresses, port))
          .onErrorMap(cause -> unknownHost(host.get(), cause));
    }
    Optional<NetworkAdapter> adapter = control.networkAdapter();
    if (adapter.isPresent() && !DeviceBinding.isKnownTo(transport.name())) {
      return Mono.fromCallable(() -> addressesOf(adapter.get(), port));
    }
    return Mono.just(LocalSide.any(port));
  }

  private static LocalSide addressesOf(NetworkAdapter adapter, int port) {
    List<InetAddress> addresses =
        adapter.hostNames().stream()
            .flatMap(host -> host.toInetAddress().stream())
            .sorted(Comparator.comparing(InetAddress::isLinkLocalAddress))
            .toList();
    if (addresses.isEmpty()) {
      throw builder(adapter.name(), SocketErrorStatus.NO_ADDRESSES_FOUND)
          .reason("the adapter has no address to bind to")
          .build();
    }
    return LocalSide.of(addresses, port);
  }

  private static Mono<Integer> port(String service) {
    if (service.isEmpty()) {
      return Mono.just(0);
    }
    ServiceName name = ServiceName.of(service);
    if (name.literalPort().isPresent()) {
      return Mono.just(name.literalPort().getAsInt());
    }
    return Mono.fromCallable(() -> name.port(ServiceProtocol.TCP))
        .subscribeOn(Schedulers.boundedElastic()) // It may read the services file.
        .map(
            known ->
                known.orElseThrow(
                    () ->
                        builder(service, SocketErrorStatus.CLASS_TYPE_NOT_FOUND)
                            .reason("a local service is a port or a name of the services file")
                            .build()));
  }

  private static Throwable unknownHost(HostName host, Throwable cause) {
    return cause instanceof SocketOperationException
        ? cause
        : SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
            .target(host.toString())
            .cause(cause)
            .build();
  }

  private static SocketOperationException.Builder builder(String target, SocketErrorStatus status) {
    return SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
        .target(target)
        .status(status);
  }
}
