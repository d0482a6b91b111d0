package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Serves the WebSockets of a listener, several at once, until there are none left. */
final class Guests {

  private final Console console;
  private final Function<ServerMessageWebSocket, Mono<Void>> service;
  private final boolean untilInterrupted;
  private final Optional<Duration> untilFirst;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Sinks.Empty<Void> noneIsLeft = Sinks.empty();

  /**
   * @param service what to do with a WebSocket
   * @param untilInterrupted whether to go on when none is left
   * @param untilFirst how long to wait for the first one, for ever if empty
   */
  Guests(
      Console console,
      Function<ServerMessageWebSocket, Mono<Void>> service,
      boolean untilInterrupted,
      Optional<Duration> untilFirst) {
    this.console = console;
    this.service = service;
    this.untilInterrupted = untilInterrupted;
    this.untilFirst = untilFirst;
  }

  /** Serves them, so many at once; emits how many failed, when there will be no more. */
  Mono<Integer> serve(Flux<ServerMessageWebSocket> sockets, int atOnce) {
    Publisher<?> tooLate = untilFirst.<Mono<?>>map(Mono::delay).orElseGet(Mono::never);
    return sockets
        .timeout(tooLate, served -> Mono.never())
        .onErrorMap(TimeoutException.class, Guests::nobodyCame)
        .takeUntilOther(Mono.firstWithSignal(console.interruption().asked(), noneIsLeft.asMono()))
        .doOnNext(opened -> open.incrementAndGet())
        .flatMap(this::serve, atOnce)
        .then(Mono.fromSupplier(failed::get));
  }

  private static SocketOperationException nobodyCame(TimeoutException late) {
    return SocketOperationException.builder(SocketPhase.ACCEPT, SocketOperationException.ACCEPT)
        .status(SocketErrorStatus.CONNECTION_TIMED_OUT)
        .hint("nobody connected; raise --timeout")
        .cause(late)
        .build();
  }

  private Mono<Void> serve(ServerMessageWebSocket socket) {
    return Mono.usingWhen(
            Mono.just(socket),
            opened -> service.apply(opened).takeUntilOther(console.interruption().asked()),
            Guests::dismiss)
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

  /** Closes a WebSocket that is done with; that never fails. */
  static Mono<Void> dismiss(WebSocket socket) {
    return socket.close(CloseStatus.NORMAL.code(), "").onErrorComplete();
  }
}
