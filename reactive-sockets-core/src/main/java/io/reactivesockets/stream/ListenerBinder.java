package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.channel.SocketOption;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.tls.internal.TlsLayer;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.internal.HostAddresses;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private ListenerBinder(
      StreamSocketListenerControl control, SocketProtectionLevel level, @Nullable TlsLayer tls) {
    this.transport = NettyTransport.of(control.transport().orElseGet(Transport::system));
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
        secured(host, service, level, control), unwanted -> unwanted.close().subscribe());
  }

  private static Mono<StreamSocketListener> secured(
      @Nullable HostName host,
      String service,
      SocketProtectionLevel level,
      StreamSocketListenerControl control) {
    if (level == SocketProtectionLevel.PLAIN_SOCKET) {
      return bind(host, service, level, control, null);
    }
    TlsServerControl asked =
        control
            .tls()
            .orElseThrow(
                () -> new IllegalArgumentException("tls: none (expected: credentials in control)"));
    return TlsLayer.server(asked, level)
        .flatMap(layer -> bind(host, service, level, control, layer));
  }

  private static Mono<StreamSocketListener> bind(
      @Nullable HostName host,
      String service,
      SocketProtectionLevel level,
      StreamSocketListenerControl control,
      @Nullable TlsLayer tls) {
    return Mono.defer(
        () -> {
          ListenerBinder binder = new ListenerBinder(control, level, tls);
          return binder
              .resolve(host, port(service))
              .flatMap(binder::bindAll)
              .doOnCancel(binder::abandon);
        });
  }

  private static int port(String service) {
    return service.isEmpty() ? 0 : ServiceName.of(service).port(ServiceProtocol.TCP).orElseThrow();
  }

  private Mono<InetSocketAddress> resolve(@Nullable HostName host, int port) {
    if (host == null) {
      return Mono.just(new InetSocketAddress(port));
    }
    return HostAddresses.toBind(transport.names(), host)
        .map(address -> new InetSocketAddress(address, port))
        .onErrorMap(
            cause ->
                SocketOperationException.of(
                    cause,
                    SocketPhase.RESOLVE,
                    "bind",
                    InetSocketAddress.createUnresolved(host.canonicalName(), port),
                    null));
  }

  /** Binds the first channel, then the others to the port it got. */
  private Mono<StreamSocketListener> bindAll(InetSocketAddress address) {
    return bindOne(address)
        .flatMapMany(
            first ->
                Flux.range(1, control.acceptors() - 1)
                    .concatMap(i -> bindOne((InetSocketAddress) first.localAddress())))
        .then(
            Mono.fromSupplier(
                () ->
                    new StreamSocketListener(
                        transport.name(),
                        control,
                        List.copyOf(listening),
                        connections,
                        admissions)))
        .onErrorMap(
            cause -> SocketOperationException.of(cause, SocketPhase.BIND, "bind", address, null))
        .doOnError(failed -> abandon());
  }

  private Mono<Channel> bindOne(InetSocketAddress address) {
    return Mono.create(
        sink -> {
          EventLoop loop = transport.loops().next();
          ServerChannel channel = transport.newListenerChannel();
          boolean own = control.acceptors() > 1;
          Acceptor acceptor =
              new Acceptor(
                  channel,
                  loop,
                  connections,
                  accepted -> admissions.admit(accepted, own ? loop : transport.loops().next()));
          channel.pipeline().addLast(acceptor);
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
                                acceptors.add(acceptor);
                                listening.add(channel);
                                sink.success(channel);
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

  private void abandon() {
    for (Channel channel : List.copyOf(listening)) {
      channel.close();
    }
  }
}
