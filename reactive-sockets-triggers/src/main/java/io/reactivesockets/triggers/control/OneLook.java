package io.reactivesockets.triggers.control;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One look at a time, however many want to know: who comes meanwhile is told what it shows. */
final class OneLook<T> {

  private final Mono<T> look;
  private final AtomicReference<@Nullable Mono<T>> underWay = new AtomicReference<>();

  private OneLook(Mono<T> look) {
    this.look = look;
  }

  /**
   * Shares a look among those who subscribe while it is under way; nobody's leaving ends it.
   *
   * @param look what is subscribed to once for all of them
   */
  static <T> Mono<T> of(Mono<T> look) {
    return Mono.defer(new OneLook<>(look)::current);
  }

  private Mono<T> current() {
    Mono<T> running = underWay.get();
    if (running != null) {
      return running;
    }
    Mono<T> begun = look.doFinally(end -> underWay.set(null)).cache();
    Mono<T> other = underWay.compareAndExchange(null, begun);
    return other == null ? begun : other;
  }
}
