package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.internal.TlsLayer;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Makes sockets of accepted channels, and keeps those of one listener together. */
final class Admissions {

  private static final Logger LOG = LoggerFactory.getLogger(Admissions.class);

  private final NettyTransport transport;
  private final StreamSocketListenerControl control;
  private final Connections connections;
  private final SocketProtectionLevel level;
  private final @Nullable TlsLayer tls;
  private final Opening opening;
  private final Set<StreamSocket> open = ConcurrentHashMap.newKeySet();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();

  Admissions(
      NettyTransport transport,
      StreamSocketListenerControl control,
      Connections connections,
      SocketProtectionLevel level,
      @Nullable TlsLayer tls) {
    this.transport = transport;
    this.control = control;
    this.connections = connections;
    this.level = level;
    this.tls = tls;
    if (tls != null) {
      connections.openAtMost(control.maxPendingHandshakes());
    }
    this.opening = Opening.accepted(transport.name());
  }

  Set<StreamSocket> open() {
    return open;
  }

  SocketProtectionLevel level() {
    return level;
  }

  long acceptedCount() {
    return accepted.sum();
  }

  long refusedCount() {
    return refused.sum();
  }

  /**
   * Takes a channel that was just accepted.
   *
   * @param loop the event loop it will run on
   */
  void admit(Channel channel, EventLoop loop) {
    accepted.increment();
    if (!control.networkCapabilities().isAll() && !granted(channel)) {
      refuse(channel, loop, "its network is outside the granted capabilities");
      return;
    }
    StreamChannel stream = new StreamChannel(channel, loop, control.accepted());
    if (tls == null) {
      connections.expect();
    } else {
      connections.opening();
    }
    if (control.proxyProtocol() == ProxyProtocol.OFF && tls == null) {
      StreamOptions.apply(channel, control.accepted());
      StreamSocket socket = track(stream, opening);
      loop.register(channel);
      connections.offer(socket);
      return;
    }
    if (control.proxyProtocol() != ProxyProtocol.OFF) {
      ProxyHeaderHandler.install(
          stream,
          control.proxyProtocolTimeout(),
          (here, there) -> emit(stream, here, there),
          reason -> forgo(stream, reason));
    }
    loop.register(channel)
        .addListener(
            done -> {
              StreamOptions.apply(channel, control.accepted());
              if (control.proxyProtocol() == ProxyProtocol.OFF) {
                open(stream, opening);
              }
            });
  }

  /** Offers a connection, with TLS after the handshake. */
  private void open(StreamChannel stream, Opening facts) {
    StreamSocket socket = track(stream, facts);
    TlsLayer layer = tls;
    if (layer == null) {
      connections.offer(socket);
      return;
    }
    socket
        .protection()
        .start(layer, level)
        .subscribe(
            information -> {
              connections.opened(true);
              connections.offer(socket);
            },
            failure -> forgo(stream, failure.getMessage()));
  }

  private boolean granted(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote
        && control.networkCapabilities().permitsInbound(remote.getAddress());
  }

  private void emit(StreamChannel stream, InetSocketAddress here, InetSocketAddress there) {
    stream.failures().remote(there);
    open(stream, Opening.acceptedBehindProxy(transport.name(), here, there));
  }

  private StreamSocket track(StreamChannel stream, Opening facts) {
    StreamSocket socket =
        new StreamSocket(
            stream,
            control.accepted(),
            facts,
            Protection.ofServer(stream, control.tls().orElse(null)));
    stream.opened(SocketRole.STREAM_SERVER);
    keep(socket);
    return socket;
  }

  private void keep(StreamSocket socket) {
    open.add(socket);
    socket.stream().channel().closeFuture().addListener(closed -> open.remove(socket));
  }

  /** Takes a detached connection as if it had been accepted here; it is not emitted. */
  Mono<StreamSocket> adopt(DetachedSocket state) {
    return StreamAdoption.of(
            transport,
            state,
            control.accepted(),
            stream -> Protection.ofServer(stream, control.tls().orElse(null)))
        .doOnNext(this::keep);
  }

  /** Takes a connection that another process accepted and nobody was given, and has it emitted. */
  Mono<Void> adoptWaiting(DetachedSocket state) {
    if (tls != null) {
      // It came without TLS, and whoever subscribes expects it with.
      state.release();
      return Mono.empty();
    }
    return adopt(state)
        .doOnNext(
            socket -> {
              connections.expect();
              connections.offer(socket);
            })
        .onErrorResume(
            lost -> {
              LOG.debug("a connection that waited was lost", lost);
              return Mono.empty();
            })
        .then();
  }

  private void forgo(StreamChannel stream, @Nullable String reason) {
    countRefused();
    LOG.debug("closing a connection from {}: {}", stream.channel().remoteAddress(), reason);
    if (tls == null) {
      stream.abort(ClosedSilently.HERE);
      connections.forgo();
    } else {
      // An alert may be on its way; the connection counts until it has ended.
      stream.abandon();
      stream.channel().closeFuture().addListener(closed -> connections.opened(false));
    }
  }

  private void countRefused() {
    refused.increment();
    control.accepted().metrics().refused(SocketRole.STREAM_SERVER);
  }

  private void refuse(Channel channel, EventLoop loop, String reason) {
    countRefused();
    LOG.debug("closing a connection from {}: {}", channel.remoteAddress(), reason);
    loop.register(channel).addListener(done -> channel.close());
  }
}
