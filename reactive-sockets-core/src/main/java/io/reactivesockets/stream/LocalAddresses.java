package io.reactivesockets.stream;

import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.transport.internal.HostAddresses;
import io.reactivesockets.transport.internal.LocalPorts;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Finds the addresses that a name, a service or an adapter on this side stands for. */
final class LocalAddresses {

  private LocalAddresses() {}

  /**
   * Finds where the connections of a connect come from.
   *
   * @return cold; the local side, or a {@link SocketOperationException}
   */
  static Mono<LocalSide> side(
      NettyTransport transport, EndpointPair endpoints, StreamSocketControl control) {
    return LocalPorts.of(endpoints.localServiceName(), ServiceProtocol.TCP)
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
