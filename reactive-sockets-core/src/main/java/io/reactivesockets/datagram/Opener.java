package io.reactivesockets.datagram;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.internal.EndpointSearch;
import io.reactivesockets.transport.internal.HostAddresses;
import io.reactivesockets.transport.internal.LocalPorts;
import io.reactivesockets.transport.internal.Target;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Opens datagram sockets: finds addresses, binds and connects channels. */
final class Opener {

  private final NettyTransport transport;
  private final DatagramSocketControl control;

  private Opener(DatagramSocketControl control) {
    this.transport = NettyTransport.of(control.transport().orElseGet(Transport::system));
    this.control = control;
  }

  static Mono<DatagramSocket> bind(
      @Nullable HostName host, String service, DatagramSocketControl control) {
    if (!service.isEmpty()) {
      ServiceName.of(service);
    }
    return handedOver(
        () -> {
          Opener opener = new Opener(control);
          return opener
              .local(Optional.ofNullable(host), service)
              .timeout(control.openTimeout(), Mono.error(() -> opener.tookTooLong("bind", service)))
              .flatMap(opener::bindAll)
              .map(endpoint -> new DatagramSocket(endpoint, null));
        });
  }

  static Mono<DatagramSocket> connect(EndpointPair pair, DatagramSocketControl control) {
    remoteService(pair.remoteServiceName());
    return handedOver(
        () -> {
          Opener opener = new Opener(control);
          return Mono.zip(
                  opener.local(pair.localHostName(), pair.localServiceName()),
                  opener.search(pair.remoteHostName(), pair.remoteServiceName()))
              .flatMap(found -> opener.connectFirst(pair, found.getT1(), found.getT2()));
        });
  }

  /** A subscriber that leaves as it is given the socket leaves none behind. */
  private static Mono<DatagramSocket> handedOver(Supplier<Mono<DatagramSocket>> opening) {
    return Handover.of(Mono.defer(opening), DatagramSocket::abandon);
  }

  static Mono<List<EndpointPair>> endpointPairs(
      HostName host,
      String service,
      HostNameSortOptions sortOptions,
      DatagramSocketControl control) {
    ServiceName name = remoteService(service);
    return Mono.defer(
        () ->
            new EndpointSearch(new Opener(control).transport, ServiceProtocol.UDP, sortOptions)
                .pairs(host, name, control.openTimeout()));
  }

  static ServiceName remoteService(String service) {
    ServiceName name = ServiceName.of(service);
    OptionalInt port = name.literalPort();
    if (port.isPresent() && port.getAsInt() == 0) {
      throw new IllegalArgumentException("port: 0 (expected: 1..65535)");
    }
    return name;
  }

  private Mono<List<EndpointPair>> search(HostName host, String service) {
    return endpointPairs(host, service, HostNameSortOptions.NONE, control);
  }

  // The local end.

  /** The address to bind: unspecified for every one of both families. */
  private Mono<InetSocketAddress> local(Optional<HostName> host, String service) {
    return LocalPorts.of(service, ServiceProtocol.UDP)
        .flatMap(port -> address(host).map(found -> new InetSocketAddress(found, port)));
  }

  private Mono<InetAddress> address(Optional<HostName> host) {
    if (host.isPresent()) {
      return HostAddresses.toBind(transport.names(), host.get())
          .onErrorMap(
              cause ->
                  SocketOperationException.builder(SocketPhase.RESOLVE, "bind")
                      .target(host.get().toString())
                      .cause(cause)
                      .build());
    }
    Optional<NetworkAdapter> adapter = control.networkAdapter();
    if (adapter.isPresent() && !DeviceBinding.isKnownTo(transport.name())) {
      return Mono.fromCallable(() -> addressOf(adapter.get()));
    }
    return Mono.just(new InetSocketAddress(0).getAddress());
  }

  private static InetAddress addressOf(NetworkAdapter adapter) {
    List<InetAddress> all =
        adapter.hostNames().stream().flatMap(host -> host.toInetAddress().stream()).toList();
    return all.stream()
        .filter(Inet4Address.class::isInstance)
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElseThrow(
            () ->
                SocketOperationException.builder(SocketPhase.BIND, SocketOperationException.BIND)
                    .target(adapter.name())
                    .status(SocketErrorStatus.NO_ADDRESSES_FOUND)
                    .reason("the adapter has no address to bind to")
                    .build());
  }

  // Binding.

  private Mono<Endpoint> bindAll(InetSocketAddress local) {
    return Mono.defer(
        () -> {
          SocketProtocolFamily family = family(local.getAddress());
          Endpoint endpoint = endpoint(family);
          return open(endpoint.channel(), endpoint.loop())
              .then(bind(endpoint.channel(), local))
              .thenMany(
                  Flux.range(1, control.sockets() - 1).concatMap(i -> share(endpoint, family)))
              .then(Mono.just(endpoint))
              .onErrorMap(
                  cause ->
                      SocketOperationException.of(
                          cause, SocketPhase.BIND, SocketOperationException.BIND, local, null))
              .doOnError(failed -> endpoint.abandon())
              .doOnCancel(endpoint::abandon);
        });
  }

  private static @Nullable SocketProtocolFamily family(InetAddress local) {
    if (local.isAnyLocalAddress() && local instanceof Inet4Address && isDualStack()) {
      return null;
    }
    return local instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
  }

  /** Every address means that of both families, unless the JVM was told otherwise. */
  private static boolean isDualStack() {
    return !Boolean.getBoolean("java.net.preferIPv4Stack");
  }

  private Endpoint endpoint(@Nullable SocketProtocolFamily family) {
    EventLoop loop = transport.nextLoop();
    if (loop.isShuttingDown()) {
      throw new RejectedExecutionException("the transport was shut down");
    }
    boolean ipv4Only = family == SocketProtocolFamily.INET || (family == null && !isDualStack());
    return new Endpoint(transport, control, loop, transport.newDatagramChannel(family), ipv4Only);
  }

  /** Registers a channel and sets its options. */
  private Mono<Void> open(DatagramChannel channel, EventLoop loop) {
    return Mono.create(
        sink -> {
          AtomicBoolean left = new AtomicBoolean();
          sink.onCancel(() -> left.set(true));
          loop.register(channel)
              .addListener(
                  registered -> {
                    if (left.get()) {
                      return; // Whoever left has closed the channel.
                    }
                    if (!registered.isSuccess()) {
                      sink.error(registered.cause());
                      return;
                    }
                    try {
                      OpenOptions.apply(channel, control, control.sockets() > 1);
                      sink.success();
                    } catch (RuntimeException refused) {
                      sink.error(refused);
                    }
                  });
        });
  }

  private static Mono<Void> bind(DatagramChannel channel, InetSocketAddress local) {
    return Mono.create(
        sink ->
            channel
                .bind(local)
                .addListener(
                    bound -> {
                      if (bound.isSuccess()) {
                        sink.success();
                      } else {
                        sink.error(bound.cause());
                      }
                    }));
  }

  private Mono<Void> share(Endpoint endpoint, @Nullable SocketProtocolFamily family) {
    return Mono.defer(
        () -> {
          InetSocketAddress local = endpoint.channel().localAddress();
          DatagramChannel channel = transport.newDatagramChannel(family);
          EventLoop loop = transport.loops().next();
          endpoint.add(channel, loop);
          return open(channel, loop).then(bind(channel, local));
        });
  }

  // Connecting.

  private Mono<DatagramSocket> connectFirst(
      EndpointPair asked, InetSocketAddress local, List<EndpointPair> found) {
    List<InetSocketAddress> remotes =
        found.stream()
            .map(
                pair ->
                    new InetSocketAddress(
                        pair.remoteHostName().toInetAddress().orElseThrow(),
                        Integer.parseInt(pair.remoteServiceName())))
            .filter(remote -> suits(local.getAddress(), remote.getAddress()))
            .toList();
    if (remotes.isEmpty()) {
      return Mono.error(
          failed(asked, SocketErrorStatus.NO_ADDRESSES_FOUND)
              .reason("no address of the host is of the family of the local one")
              .build());
    }
    return connect(asked, local, remotes, 0);
  }

  private static boolean suits(InetAddress local, InetAddress remote) {
    return local.isAnyLocalAddress()
        || (local instanceof Inet4Address) == (remote instanceof Inet4Address);
  }

  /** Nothing is sent to connect, so the first address that has a route is as good as any. */
  private Mono<DatagramSocket> connect(
      EndpointPair asked, InetSocketAddress local, List<InetSocketAddress> remotes, int index) {
    return connectTo(local, remotes.get(index))
        .map(endpoint -> new DatagramSocket(endpoint, asked))
        .onErrorResume(
            cause ->
                index + 1 < remotes.size()
                    ? connect(asked, local, remotes, index + 1)
                    : Mono.error(
                        cause instanceof SocketOperationException known && remotes.size() == 1
                            ? known.toBuilder().target(target(asked)).build()
                            : cause));
  }

  private Mono<Endpoint> connectTo(InetSocketAddress local, InetSocketAddress remote) {
    return Mono.defer(
        () -> {
          if (remote.getAddress().isMulticastAddress()) {
            throw SocketOperationException.builder(
                    SocketPhase.CONNECT, SocketOperationException.CONNECT)
                .status(SocketErrorStatus.HOST_NOT_FOUND)
                .remoteAddress(remote)
                .reason("a multicast group is no peer")
                .hint("bind a socket and send to the group")
                .build();
          }
          control.networkCapabilities().requireOutbound(remote, SocketOperationException.CONNECT);
          boolean ipv4 = remote.getAddress() instanceof Inet4Address;
          Endpoint endpoint =
              endpoint(ipv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
          DatagramChannel channel = endpoint.channel();
          boolean binds = local.getPort() != 0 || !local.getAddress().isAnyLocalAddress();
          return open(channel, endpoint.loop())
              .then(binds ? bind(channel, local) : Mono.empty())
              .then(connect(endpoint, remote))
              .then(Mono.just(endpoint))
              .onErrorMap(
                  cause ->
                      SocketOperationException.of(
                          cause,
                          SocketPhase.CONNECT,
                          SocketOperationException.CONNECT,
                          binds ? local : null,
                          remote))
              .doOnError(failed -> endpoint.abandon())
              .doOnCancel(endpoint::abandon);
        });
  }

  private static Mono<Void> connect(Endpoint endpoint, InetSocketAddress remote) {
    return Mono.create(
        sink ->
            endpoint
                .channel()
                .connect(remote)
                .addListener(
                    connected -> {
                      if (connected.isSuccess()) {
                        endpoint.dispatch().connected(remote);
                        sink.success();
                      } else {
                        sink.error(connected.cause());
                      }
                    }));
  }

  // What went wrong.

  private static String target(EndpointPair asked) {
    return "udp://" + Target.text(asked.remoteHostName(), asked.remoteServiceName());
  }

  private static SocketOperationException.Builder failed(
      EndpointPair asked, SocketErrorStatus status) {
    return SocketOperationException.builder(SocketPhase.CONNECT, SocketOperationException.CONNECT)
        .status(status)
        .target(target(asked));
  }

  private SocketOperationException tookTooLong(String operation, String service) {
    return SocketOperationException.builder(SocketPhase.RESOLVE, operation)
        .status(SocketErrorStatus.OPERATION_TIMED_OUT)
        .target(service)
        .elapsed(control.openTimeout())
        .build();
  }
}
