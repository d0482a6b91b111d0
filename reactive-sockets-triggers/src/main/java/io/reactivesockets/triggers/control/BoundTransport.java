package io.reactivesockets.triggers.control;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * A transport that is connected, with what a channel does with it.
 *
 * @param transport the transport
 * @param keepAlive what keeps it alive
 * @param parts all else
 */
record BoundTransport<T>(T transport, KeepAlive<? super T> keepAlive, TransportParts<T> parts) {

  Mono<Void> call(Function<TransportParts<T>, Function<T, Publisher<Void>>> part) {
    return Mono.defer(() -> Mono.from(part.apply(parts).apply(transport)));
  }

  Mono<Boolean> readable() {
    return Mono.defer(() -> Mono.from(parts.readable.apply(transport)));
  }

  long traffic() {
    return parts.traffic.applyAsLong(transport);
  }

  Optional<InetSocketAddress> local() {
    return parts.local.apply(transport);
  }

  Optional<InetSocketAddress> remote() {
    return parts.remote.apply(transport);
  }

  String peer() {
    String host = parts.host.apply(transport);
    return remote()
        .map(
            address ->
                (host.isEmpty() ? address.getAddress().getHostAddress() : host)
                    + ":"
                    + address.getPort())
        .orElse(host);
  }

  void prepare(Duration interval, Duration replyTimeout) {
    keepAlive.prepare(transport, interval, replyTimeout);
  }

  Mono<KeepAliveAnswer> send(KeepAliveDue due) {
    return Mono.defer(() -> Mono.from(keepAlive.send(transport, due)));
  }
}
