package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.timing.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Tells events to any number of subscribers, and costs next to nothing while there are none.
 * Confined to the thread of the channels.
 *
 * @param <T> what an event is
 */
final class EventTap<T> {

  /** How many events wait for a slow subscriber; then the oldest are dropped. */
  private static final int WAITING = 256;

  private List<FluxSink<T>> listeners = List.of();
  private boolean over;

  /**
   * Returns the events.
   *
   * @param first what a new subscriber is told before them
   */
  Flux<T> events(Timing timing, Supplier<List<T>> first) {
    return Flux.<T>create(
            sink -> {
              if (!timing.execute(() -> add(timing, sink, first.get()))) {
                sink.complete();
              }
            },
            FluxSink.OverflowStrategy.IGNORE)
        .onBackpressureBuffer(WAITING, dropped -> {}, BufferOverflowStrategy.DROP_OLDEST);
  }

  private void add(Timing timing, FluxSink<T> sink, List<T> first) {
    first.forEach(sink::next);
    if (over) {
      sink.complete();
      return;
    }
    List<FluxSink<T>> more = new ArrayList<>(listeners);
    more.add(sink);
    listeners = more;
    sink.onDispose(() -> timing.execute(() -> remove(sink)));
  }

  private void remove(FluxSink<T> sink) {
    List<FluxSink<T>> fewer = new ArrayList<>(listeners);
    fewer.remove(sink);
    listeners = fewer.isEmpty() ? List.of() : fewer;
  }

  void tell(T event) {
    for (FluxSink<T> listener : listeners) {
      listener.next(event);
    }
  }

  void end() {
    over = true;
    List<FluxSink<T>> all = listeners;
    listeners = List.of();
    all.forEach(FluxSink::complete);
  }
}
