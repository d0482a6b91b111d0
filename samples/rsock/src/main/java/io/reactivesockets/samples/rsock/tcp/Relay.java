package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.stream.StreamSocket;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Joins a socket with standard input and output until both directions have ended. */
final class Relay {

  private static final Duration TIME_TO_BEGIN = Duration.ofMillis(500);
  private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(2);

  private final Console console;
  private final StreamOptions options;

  Relay(Console console, StreamOptions options) {
    this.console = console;
    this.options = options;
  }

  /** Relays both ways; the end of standard input becomes the end of the output (FIN). */
  Mono<Void> both(StreamSocket socket) {
    return Mono.when(send(socket), receive(socket));
  }

  /**
   * As {@link #both}, but with a peer that has finished, an input that nobody uses is waited for
   * only a moment: a program that pipes its output here may be slower to start than the peer.
   */
  Mono<Void> bothUnlessUnused(StreamSocket socket) {
    Sinks.Empty<Void> peerFinished = Sinks.empty();
    Mono<Void> receive = receive(socket).doOnSuccess(finished -> peerFinished.tryEmitEmpty());
    Mono<?> unused =
        peerFinished
            .asMono()
            .then(Mono.delay(TIME_TO_BEGIN))
            .filter(begun -> !console.in().isUsed())
            .switchIfEmpty(Mono.never());
    return Mono.when(send(socket).takeUntilOther(unused), receive);
  }

  /** Sends back what comes. */
  Mono<Void> echo(StreamSocket socket) {
    return socket.send(options.inputOf(socket)).then(socket.shutdownOutput());
  }

  private Mono<Void> send(StreamSocket socket) {
    return socket.send(console.in()).then(socket.shutdownOutput());
  }

  private Mono<Void> receive(StreamSocket socket) {
    return console.out().write(options.inputOf(socket));
  }

  /** Closes a socket whose relay has ended; that never fails. */
  static Mono<Void> close(StreamSocket socket) {
    return socket.close(TIME_TO_CLOSE).onErrorComplete();
  }
}
