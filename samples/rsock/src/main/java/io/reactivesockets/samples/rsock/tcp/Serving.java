package io.reactivesockets.samples.rsock.tcp;

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
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Serves the connections of one listener, several at once, until it has served enough. */
final class Serving {

  private final Console console;
  private final Function<StreamSocket, Mono<Void>> service;
  private final boolean untilInterrupted;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Sinks.Empty<Void> noneIsLeft = Sinks.empty();

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
  Mono<Integer> run(StreamSocketListener listener, int atOnce, Optional<Duration> untilFirst) {
    Publisher<?> tooLate = untilFirst.<Mono<?>>map(Mono::delay).orElseGet(Mono::never);
    Publisher<?> enough = Mono.firstWithSignal(console.interruption().asked(), noneIsLeft.asMono());
    return listener
        .connections()
        .timeout(tooLate, served -> Mono.never())
        .onErrorMap(TimeoutException.class, late -> nobodyCame(listener, late))
        .takeUntilOther(enough)
        .doOnNext(accepted -> open.incrementAndGet())
        .flatMap(this::serve, atOnce)
        .then(Mono.fromSupplier(failed::get));
  }

  private Mono<Void> serve(StreamSocket socket) {
    return Mono.usingWhen(
            Mono.just(socket),
            accepted -> service.apply(accepted).takeUntilOther(console.interruption().asked()),
            Relay::close)
        .onErrorResume(this::note)
        .doFinally(over -> leave());
  }

  private Mono<Void> note(Throwable failure) {
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
