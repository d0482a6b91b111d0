package io.reactivesockets.triggers.control;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** A transport that is connected, with the type forgotten. */
final class LiveTransport {

  private final Object transport;
  private final BoundTransport<?> bound;
  private final boolean atOnce;

  LiveTransport(BoundTransport<?> bound, boolean atOnce) {
    this.transport = bound.transport();
    this.bound = bound;
    this.atOnce = atOnce;
  }

  Object transport() {
    return transport;
  }

  /** Whether no attempt had failed before it came. */
  boolean cameAtOnce() {
    return atOnce;
  }

  String protocol() {
    return bound.parts().protocol;
  }

  Mono<Void> closed() {
    return bound.call(parts -> parts.closed);
  }

  Mono<Boolean> readable() {
    return bound.readable();
  }

  Mono<Void> flush() {
    return bound.call(parts -> parts.flush);
  }

  Mono<Void> close() {
    return bound.call(parts -> parts.close);
  }

  Mono<Void> abandon() {
    return bound.call(parts -> parts.abandon);
  }

  /** Nobody wants it, though it is well. */
  Mono<Void> discard() {
    return bound.parts().reconnectsItself ? Mono.empty() : abandon();
  }

  long traffic() {
    return bound.traffic();
  }

  Optional<InetSocketAddress> local() {
    return bound.local();
  }

  Optional<InetSocketAddress> remote() {
    return bound.remote();
  }

  /** The peer by the name it was connected by, else by its address. */
  String peer() {
    return bound.peer();
  }

  /** Whether the application sends the keep-alives, so that nobody else knows when it did. */
  boolean isKeptAliveByApplication() {
    return bound.keepAlive() instanceof ApplicationKeepAlive;
  }

  void prepare(Duration interval, Duration replyTimeout) {
    bound.prepare(interval, replyTimeout);
  }

  Mono<KeepAliveAnswer> keepAlive(KeepAliveDue due) {
    return bound.send(due);
  }
}
