package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.WebSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Serves the WebSockets of a listener, several at once, until there are none left. */
final class Guests {

  private final Console console;
  private final Function<ServerMessageWebSocket, Mono<Void>> service;
  private final boolean untilInterrupted;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Sinks.Empty<Void> noneIsLeft = Sinks.empty();

  /**
   * @param service what to do with a WebSocket
   * @param untilInterrupted whether to go on when none is left
   */
  Guests(
      Console console,
      Function<ServerMessageWebSocket, Mono<Void>> service,
      boolean untilInterrupted) {
    this.console = console;
    this.service = service;
    this.untilInterrupted = untilInterrupted;
  }

  /** Serves them, so many at once; emits how many failed, when there will be no more. */
  Mono<Integer> serve(Flux<ServerMessageWebSocket> sockets, int atOnce) {
    return sockets
        .takeUntilOther(Mono.firstWithSignal(console.interruption().asked(), noneIsLeft.asMono()))
        .doOnNext(opened -> open.incrementAndGet())
        .flatMap(this::serve, atOnce)
        .then(Mono.fromSupplier(failed::get));
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
