package io.reactivesockets.websocket;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A way in which an application leaves what is under way, and the one signal that it gets. */
enum Signal {
  CANCEL("") {
    @Override
    Flux<Object> applied(Flux<Object> flow, Mono<Void> now) {
      return flow;
    }
  },
  TIMEOUT("TimeoutException") {
    @Override
    Flux<Object> applied(Flux<Object> flow, Mono<Void> now) {
      return flow.timeout(now, item -> now);
    }
  },
  TAKE("complete") {
    @Override
    Flux<Object> applied(Flux<Object> flow, Mono<Void> now) {
      return flow.takeUntilOther(now);
    }
  },
  SWITCH_MAP("complete") {
    @Override
    Flux<Object> applied(Flux<Object> flow, Mono<Void> now) {
      return Flux.concat(Mono.just(true), now.thenReturn(false))
          .switchMap(first -> first ? flow : Flux.empty());
    }
  },
  ERROR_BESIDE("Provoked") {
    @Override
    Flux<Object> applied(Flux<Object> flow, Mono<Void> now) {
      return Flux.merge(flow, now.then(Mono.error(new Provoked())));
    }
  },
  ERROR_IN_ON_NEXT("Provoked") {
    @Override
    Flux<Object> applied(Flux<Object> flow, Mono<Void> now) {
      return flow.map(
          item -> {
            throw new Provoked();
          });
    }
  };

  /** The end that the application sees; empty if it is the one who left. */
  final String end;

  Signal(String end) {
    this.end = end;
  }

  /** Returns the flow so that it ends when the other says, or with its first element. */
  abstract Flux<Object> applied(Flux<Object> flow, Mono<Void> now);

  /** The failure of an application. */
  static final class Provoked extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Provoked() {
      super("as asked", null, false, false);
    }
  }
}
