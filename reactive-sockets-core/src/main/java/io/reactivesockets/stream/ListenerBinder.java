package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.channel.SocketOption;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.tls.internal.TlsLayer;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.internal.Adoption;
import io.reactivesockets.transport.internal.HostAddresses;
import io.reactivesockets.transport.internal.LocalPorts;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Binds the channels of a listener: one, or several that share the port. */
final class ListenerBinder {

  private final NettyTransport transport;
  private final StreamSocketListenerControl control;
  private final List<Acceptor> acceptors = new CopyOnWriteArrayList<>();
  private final List<Channel> listening = new CopyOnWriteArrayList<>();
  private final Connections connections;
  private final Admissions admissions;
  private volatile boolean abandoned;

  private ListenerBinder(
      NettyTransport transport,
      StreamSocketListenerControl control,
      SocketProtectionLevel level,
      @Nullable TlsLayer tls) {
    this.transport = transport;
    this.control = control;
    this.connections =
        new Connections(
            () -> acceptors.forEach(Acceptor::demandChanged),
            unwanted -> unwanted.reset().subscribe());
    this.admissions = new Admissions(transport, control, connections, level, tls);
  }

  static Mono<StreamSocketListener> bind(
      @Nullable HostName host,
      String service,
      SocketProtectionLevel level,
      StreamSocketListenerControl control) {
    return Handover.of(
        secured(level, control, layer -> bind(host, service, level, control, layer.orElse(null))),
        unwanted -> unwanted.close().subscribe());
  }

  /** Makes a listener of sockets that listen already; each of their descriptors gets an owner. */
  static Mono<StreamSocketListener> adopt(
      DetachedSocket state, SocketProtectionLevel level, StreamSocketListenerControl control) {
    return Handover.toTheEnd(
        secured(level, control, layer -> adopt(state, level, control, layer.orElse(null))),
        unwanted -> unwanted.close().subscribe());
  }

  private static Mono<StreamSocketListener> secured(
      SocketProtectionLevel level,
      StreamSocketListenerControl control,
      Function<Optional<TlsLayer>, Mono<StreamSocketListener>> open) {
    if (level == SocketProtectionLevel.PLAIN_SOCKET) {
      return open.apply(Optional.empty());
    }
    TlsServerControl asked =
        control
            .tls()
            .orElseThrow(
                () -> new IllegalArgumentException("tls: none (expected: credentials in control)"));
    return TlsLayer.server(asked, level).flatMap(layer -> open.apply(Optional.of(layer)));
  }

  private static Mono<StreamSocketListener> bind(
      @Nullable HostName host,
      String service,
      SocketProtectionLevel level,
      StreamSocketListenerControl control,
      @Nullable TlsLayer tls) {
    return Mono.defer(
        () -> {
          NettyTransport transport =
              NettyTransport.of(control.transport().orElseGet(Transport::system));
          ListenerBinder binder = new ListenerBinder(transport, control, level, tls);
          return LocalPorts.of(service, ServiceProtocol.TCP)
              .flatMap(port -> binder.resolve(host, port))
              .flatMap(binder::bindAll)
              .doOnCancel(binder::abandon);
        });
  }

  private Mono<InetSocketAddress> resolve(@Nullable HostName host, int port) {
    if (host == null) {
      return Mono.just(new InetSocketAddress(port));
    }
    return HostAddresses.toBind(transport.names(), host)
        .map(address -> new InetSocketAddress(address, port))
        .onErrorMap(
            cause ->
                SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.BIND)
                    .target(host.toString())
                    .cause(cause)
                    .build());
  }

  /** Binds the first channel, then the others to the port it got. */
  private Mono<StreamSocketListener> bindAll(InetSocketAddress address) {
    return bindOne(address)
        .thenMany(
            Flux.range(1, control.acceptors() - 1)
                .concatMap(i -> bindOne((InetSocketAddress) listening.get(0).localAddress())))
        .then(Mono.fromSupplier(this::listener))
        .onErrorMap(
            cause -> SocketOperationException.of(cause, SocketPhase.BIND, "bind", address, null))
        .doOnError(failed -> abandon());
  }

  private StreamSocketListener listener() {
    return new StreamSocketListener(
        transport.name(), control, List.copyOf(listening), connections, admissions);
  }

  private Mono<Void> bindOne(InetSocketAddress address) {
    return Mono.create(
        sink -> {
          EventLoop loop = transport.loops().next();
          ServerChannel channel = transport.newListenerChannel();
          Acceptor acceptor = acceptor(channel, loop, control.acceptors() > 1);
          sink.onCancel(channel::close);
          loop.register(channel)
              .addListener(
                  registered -> {
                    try {
                      apply(channel);
                    } catch (RuntimeException e) {
                      channel.close();
                      sink.error(e);
                      return;
                    }
                    channel
                        .bind(address)
                        .addListener(
                            bound -> {
                              if (bound.isSuccess()) {
                                keep(channel, acceptor);
                                sink.success();
                              } else {
                                channel.close();
                                sink.error(
                                    SocketOperationException.of(
                                        bound.cause(), SocketPhase.BIND, "bind", address, null));
                              }
                            });
                  });
        });
  }

  private Acceptor acceptor(ServerChannel channel, EventLoop loop, boolean own) {
    Acceptor acceptor =
        new Acceptor(
            channel,
            loop,
            connections,
            accepted -> admissions.admit(accepted, own ? loop : transport.loops().next()));
    channel.pipeline().addLast(acceptor);
    return acceptor;
  }

  private void apply(ServerChannel channel) {
    channel.config().setOption(ChannelOption.SO_BACKLOG, control.backlog());
    SocketOption.SO_REUSEADDR.set(channel, control.reuseAddress() ? 1 : 0);
    control.accepted().inboundBufferBytes().ifPresent(n -> SocketOption.SO_RCVBUF.set(channel, n));
    if (control.reusePort() || control.acceptors() > 1) {
      if (!SocketOption.SO_REUSEPORT.set(channel, 1)) {
        throw SocketOperationException.builder(SocketPhase.BIND, "bind")
            .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
            .hint(transport.name() + " cannot share a port (SO_REUSEPORT); use one acceptor")
            .build();
      }
    }
    control.networkAdapter().ifPresent(adapter -> DeviceBinding.bind(channel, adapter.name()));
  }

  // Sockets that listen already.

  private static Mono<StreamSocketListener> adopt(
      DetachedSocket state,
      SocketProtectionLevel level,
      StreamSocketListenerControl control,
      @Nullable TlsLayer tls) {
    return Mono.defer(
        () -> {
          NettyTransport transport = Adoption.transport(control.transport());
          return new ListenerBinder(transport, control, level, tls).adoptAll(state);
        });
  }

  private Mono<StreamSocketListener> adoptAll(DetachedSocket state) {
    state.take();
    try {
      Descriptors.require(state.descriptor(), DetachedSocketKind.LISTENER);
      for (DetachedSocket member : state.members()) {
        Descriptors.require(member.descriptor(), member.kind());
      }
    } catch (RuntimeException refused) {
      state.giveBack();
      return Mono.error(refused);
    }
    List<DetachedSocket> others =
        state.members().stream().filter(one -> one.kind() == DetachedSocketKind.LISTENER).toList();
    List<DetachedSocket> waiting =
        state.members().stream().filter(one -> one.kind() == DetachedSocketKind.STREAM).toList();
    boolean own = !others.isEmpty();
    return Flux.concat(Mono.just(state), Flux.fromIterable(others))
        .concatMapDelayError(one -> adoptOne(one.descriptor(), own))
        .thenMany(Flux.fromIterable(waiting).concatMap(admissions::adoptWaiting))
        .then(Mono.fromSupplier(this::listener))
        .doOnError(
            failed -> {
              abandon();
              waiting.forEach(DetachedSocket::release);
            });
  }

  private Mono<Void> adoptOne(int descriptor, boolean own) {
    return Mono.create(
        sink -> {
          EventLoop loop = transport.loops().next();
          ServerChannel channel = new EpollServerSocketChannel(descriptor);
          Acceptor acceptor = acceptor(channel, loop, own);
          loop.register(channel)
              .addListener(
                  registered -> {
                    if (registered.isSuccess()) {
                      keep(channel, acceptor);
                      sink.success();
                    } else {
                      sink.error(
                          SocketOperationException.of(
                              registered.cause(), SocketPhase.BIND, "adopt", null, null));
                    }
                  });
        });
  }

  /** Closes a channel that comes when all were abandoned: nobody will ask for it. */
  private void keep(Channel channel, Acceptor acceptor) {
    acceptors.add(acceptor);
    listening.add(channel);
    if (abandoned) {
      channel.close();
    }
  }

  private void abandon() {
    abandoned = true;
    for (Channel channel : List.copyOf(listening)) {
      channel.close();
    }
  }
}
