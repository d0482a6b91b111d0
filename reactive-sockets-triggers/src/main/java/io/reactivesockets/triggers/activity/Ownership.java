package io.reactivesockets.triggers.activity;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** Work that is not to stop halfway when nobody waits for it any more. */
final class Ownership {

  private Ownership() {}

  /** Runs to the end whatever the subscriber does; what nobody waits for any more goes astray. */
  static <T> Mono<T> toTheEnd(Mono<T> work, Consumer<T> astray) {
    return Mono.create(
        sink -> {
          AtomicBoolean cancelled = new AtomicBoolean();
          sink.onCancel(() -> cancelled.set(true));
          work.subscribe(
              value -> {
                if (cancelled.get()) {
                  astray.accept(value);
                } else {
                  sink.success(value);
                }
              },
              sink::error,
              sink::success);
        });
  }
}
