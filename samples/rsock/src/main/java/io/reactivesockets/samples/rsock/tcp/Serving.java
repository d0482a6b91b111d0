package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Serves the connections of one listener, several at once, until it has served enough. */
final class Serving {

  private static final Duration TIME_TO_EMIT = Duration.ofSeconds(1);

  private final Console console;
  private final Function<StreamSocket, Mono<Void>> service;
  private final boolean untilInterrupted;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Sinks.Empty<Void> noneIsLeft = Sinks.empty();
  private final Sinks.Many<StreamSocketListener> listeners =
      Sinks.many().unicast().onBackpressureBuffer();
  private final Sinks.Many<StreamSocket> again = Sinks.many().unicast().onBackpressureBuffer();

  /**
   * @param service what to do with a connection
   * @param untilInterrupted whether to go on when no connection is left
   */
  Serving(Console console, Function<StreamSocket, Mono<Void>> service, boolean untilInterrupted) {
    this.console = console;
    this.service = service;
    this.untilInterrupted = untilInterrupted;
  }

  /**
   * Takes connections and serves them.
   *
   * @param atOnce how many to have open at once; others wait in the backlog
   * @param untilFirst how long to wait for the first one, empty for ever
   * @return how many failed, when there will be no more
   */
  Mono<Integer> run(Opened opened, int atOnce, Optional<Duration> untilFirst) {
    noMore();
    return serveAll(opened, atOnce, untilFirst);
  }

  /** As {@link #run}, until a successor has taken everything over, or at least the listener. */
  Mono<Integer> run(
      Opened opened, int atOnce, Optional<Duration> untilFirst, Succession succession) {
    Mono<Void> handOver =
        succession
            .give(opened.listener(), this)
            .takeUntilOther(console.interruption().asked())
            .doFinally(over -> noMore());
    return Mono.zip(
        serveAll(opened, atOnce, untilFirst),
        handOver.thenReturn(true),
        (failures, handedOver) -> failures);
  }

  private Mono<Integer> serveAll(Opened opened, int atOnce, Optional<Duration> untilFirst) {
    Publisher<?> tooLate = untilFirst.<Mono<?>>map(Mono::delay).orElseGet(Mono::never);
    Mono<Void> enough =
        Mono.firstWithSignal(console.interruption().asked(), noneIsLeft.asMono()).cache();
    Mono<Void> accepted =
        Flux.concat(
                opened.connections(),
                listeners.asFlux().concatMap(StreamSocketListener::connections))
            .timeout(tooLate, served -> Mono.never())
            .onErrorMap(TimeoutException.class, late -> nobodyCame(opened.listener(), late))
            .takeUntilOther(enough)
            .doOnNext(socket -> open.incrementAndGet())
            .flatMap(this::serve, atOnce)
            .then();
    Mono<Void> kept =
        again
            .asFlux()
            .takeUntilOther(enough)
            .doOnNext(socket -> open.incrementAndGet())
            .flatMap(this::serve, Integer.MAX_VALUE)
            .then();
    return Mono.when(accepted, kept).then(Mono.fromSupplier(failed::get));
  }

  /** Serves a socket that a successor did not take after all. */
  void serveAgain(StreamSocket socket) {
    again.emitNext(socket, Sinks.EmitFailureHandler.busyLooping(TIME_TO_EMIT));
  }

  /** Goes on with a listener that a successor did not take after all. */
  void goOnWith(StreamSocketListener listener) {
    listeners.emitNext(listener, Sinks.EmitFailureHandler.busyLooping(TIME_TO_EMIT));
  }

  private void noMore() {
    listeners.tryEmitComplete();
    again.tryEmitComplete();
  }

  private Mono<Void> serve(StreamSocket socket) {
    return Mono.usingWhen(
            Mono.just(socket),
            accepted -> service.apply(accepted).takeUntilOther(console.interruption().asked()),
            Relay::close,
            (served, failure) -> hasLeft(failure) ? Mono.empty() : Relay.close(served),
            Relay::close)
        .onErrorResume(failure -> hasLeft(failure) ? Mono.empty() : note(failure))
        .doFinally(over -> leave());
  }

  /** Whether the socket is on its way to a successor, who serves it further. */
  private static boolean hasLeft(Throwable failure) {
    return SocketError.statusOf(failure) == SocketErrorStatus.OPERATION_ABORTED;
  }

  /** Says what failed, and counts it. */
  Mono<Void> note(Throwable failure) {
    failed.incrementAndGet();
    console.say(ExitCodes.describe(failure));
    return Mono.empty();
  }

  private void leave() {
    if (open.decrementAndGet() == 0 && !untilInterrupted) {
      noneIsLeft.tryEmitEmpty();
    }
  }

  private static SocketOperationException nobodyCame(
      StreamSocketListener listener, TimeoutException late) {
    return SocketOperationException.builder(SocketPhase.ACCEPT, SocketOperationException.ACCEPT)
        .status(SocketErrorStatus.CONNECTION_TIMED_OUT)
        .localAddress(address(listener))
        .hint("nobody connected; raise --timeout")
        .cause(late)
        .build();
  }

  private static InetSocketAddress address(StreamSocketListener listener) {
    return InetSocketAddress.createUnresolved(
        listener.information().localAddress().canonicalName(), listener.port());
  }
}
