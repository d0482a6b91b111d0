package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.tls.internal.TlsFailures;
import io.reactivesockets.tls.internal.TlsLayer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** How a socket is protected, and how it comes to be so. */
final class Protection {

  private static final String UPGRADE = "upgrade to TLS";
  private static final int TLS_HANDSHAKE_RECORD = 0x16;

  private final StreamChannel stream;
  private final @Nullable TlsClientControl client;
  private final @Nullable TlsServerControl server;
  private final @Nullable HostName connectedTo;
  private volatile SocketProtectionLevel level = SocketProtectionLevel.PLAIN_SOCKET;
  private volatile @Nullable TlsInformation information;

  private Protection(
      StreamChannel stream,
      @Nullable TlsClientControl client,
      @Nullable TlsServerControl server,
      @Nullable HostName connectedTo) {
    this.stream = stream;
    this.client = client;
    this.server = server;
    this.connectedTo = connectedTo;
  }

  static Protection ofClient(
      StreamChannel stream, TlsClientControl control, @Nullable HostName connectedTo) {
    return new Protection(stream, control, null, connectedTo);
  }

  static Protection ofServer(StreamChannel stream, @Nullable TlsServerControl control) {
    return new Protection(stream, null, control, null);
  }

  /** Whether this is the socket of a server. */
  boolean isServer() {
    return client == null;
  }

  SocketProtectionLevel level() {
    return level;
  }

  Optional<TlsInformation> information() {
    return Optional.ofNullable(information);
  }

  /** Puts TLS on the live connection, validating against a name, or the one connected to. */
  Mono<TlsInformation> upgrade(SocketProtectionLevel wanted, @Nullable HostName validated) {
    return layer(wanted, validated).flatMap(layer -> start(layer, wanted));
  }

  private Mono<TlsLayer> layer(SocketProtectionLevel wanted, @Nullable HostName validated) {
    if (client != null) {
      HostName name = validated == null ? connectedTo : validated;
      return name == null
          ? Mono.error(refused("no host name to validate against", "give a validationHostName"))
          : TlsLayer.client(client, wanted, name.canonicalName());
    }
    if (validated != null) {
      return Mono.error(
          refused("an accepted socket validates no host name", "leave it out on this side"));
    }
    return server == null
        ? Mono.error(refused("the listener has no TLS", "give its control credentials with tls"))
        : TlsLayer.server(server, wanted);
  }

  /** Takes its turn behind the sends submitted before, whose bytes leave in clear. */
  Mono<TlsInformation> start(TlsLayer layer, SocketProtectionLevel wanted) {
    return Handover.of(
        Mono.create(
            sink -> {
              sink.onCancel(() -> stream.execute(this::cancelled));
              stream.execute(() -> takeTurn(layer, wanted, sink));
            }),
        done -> cancelled());
  }

  private void cancelled() {
    stream.abort(stream.failures().cancelled(UPGRADE));
  }

  private void takeTurn(
      TlsLayer layer, SocketProtectionLevel wanted, MonoSink<TlsInformation> sink) {
    stream
        .egress()
        .submit(new TurnJob(stream.egress(), failure -> begin(layer, wanted, failure, sink)));
  }

  /** All in one turn of the event loop, so that no byte passes between plain and protected. */
  private void begin(
      TlsLayer layer,
      SocketProtectionLevel wanted,
      @Nullable Throwable failure,
      MonoSink<TlsInformation> sink) {
    SocketOperationException objection = failure == null ? objection() : null;
    if (failure != null) {
      sink.error(stream.failures().of(failure, UPGRADE));
    } else if (objection != null) {
      sink.error(objection);
    } else {
      long start = stream.loop().ticker().nanoTime();
      ByteBuf rest = stream.ingress().takeAll();
      if (rest.isReadable() && !mayBeHandshake(rest)) {
        SocketOperationException injected =
            TlsFailures.plaintextLeft(stream.channel(), rest.readableBytes());
        rest.release();
        sink.error(injected);
        stream.abort(injected);
        return;
      }
      layer
          .install(stream.channel(), StreamChannel.INGRESS, rest)
          .subscribe(
              outcome -> {
                level = wanted;
                information = outcome;
                ended(start, Optional.empty());
                sink.success(outcome);
              },
              refused -> {
                ended(start, Optional.of(SocketError.statusOf(refused, SocketPhase.TLS)));
                sink.error(refused);
              });
    }
  }

  private void ended(long startNanos, Optional<SocketErrorStatus> failure) {
    Duration took = Duration.ofNanos(stream.loop().ticker().nanoTime() - startNanos);
    SocketRole role = client == null ? SocketRole.STREAM_SERVER : SocketRole.STREAM_CLIENT;
    stream.metrics().handshakeEnded(role, took, failure);
  }

  private @Nullable SocketOperationException objection() {
    if (TlsLayer.isOn(stream.channel())) {
      return build(SocketErrorStatus.ALREADY_CONNECTED).reason("TLS is on already").build();
    }
    if (stream.ingress().hasReader()) {
      return build(SocketErrorStatus.IN_USE)
          .reason("somebody still reads plaintext")
          .hint("cancel or complete the subscription of input first")
          .build();
    }
    if (stream.ingress().ended() || !stream.channel().isActive()) {
      return build(SocketErrorStatus.UNEXPECTED_END_OF_STREAM)
          .reason("the peer has finished sending")
          .build();
    }
    return null;
  }

  /** A client speaks first in TLS: what its peer sent before is no part of it. */
  private boolean mayBeHandshake(ByteBuf rest) {
    return client == null && rest.getByte(rest.readerIndex()) == TLS_HANDSHAKE_RECORD;
  }

  private SocketOperationException refused(String reason, String hint) {
    return build(SocketErrorStatus.OPERATION_NOT_SUPPORTED).reason(reason).hint(hint).build();
  }

  private SocketOperationException.Builder build(SocketErrorStatus status) {
    return SocketOperationException.builder(SocketPhase.TLS, UPGRADE)
        .status(status)
        .localAddress(stream.channel().localAddress())
        .remoteAddress(stream.channel().remoteAddress());
  }
}
