package io.reactivesockets.host.signals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * One subscription to a source for all who listen at a time. It begins with the first and is
 * cancelled behind the last; whoever comes from then on begins another.
 *
 * <p>With Reactor's {@code share}, one who comes in the moment in which the last one leaves may be
 * ended along with him, or hear nothing ever; and one without demand keeps all from hearing.
 *
 * @param <T> what is told
 */
public final class Shared<T> {

  private final Flux<T> source;
  private @Nullable Audience current; // guarded by this

  private Shared(Flux<T> source) {
    this.source = source;
  }

  /** Returns a Flux whose subscribers share; each of them without demand keeps the latest. */
  static <T> Flux<T> of(Flux<T> source) {
    return Flux.create(new Shared<>(source)::join, FluxSink.OverflowStrategy.LATEST);
  }

  /**
   * Returns a Flux whose subscribers share; each of them without demand keeps a number of signals,
   * the latest.
   *
   * @param source what is shared
   * @param kept how many signals wait for a subscriber at most
   * @param <T> what is told
   * @return hot, any number of subscribers
   */
  public static <T> Flux<T> of(Flux<T> source, int kept) {
    return Flux.create(new Shared<>(source)::join, FluxSink.OverflowStrategy.IGNORE)
        .onBackpressureBuffer(kept, BufferOverflowStrategy.DROP_OLDEST);
  }

  private void join(FluxSink<T> listener) {
    Audience audience;
    boolean first;
    synchronized (this) {
      first = current == null;
      audience = current == null ? new Audience() : current;
      current = audience;
      audience.listeners.add(listener);
    }
    listener.onDispose(() -> leave(audience, listener));
    if (first) {
      audience.begin();
    }
  }

  private void leave(Audience audience, FluxSink<T> listener) {
    synchronized (this) {
      audience.listeners.remove(listener);
      if (!audience.listeners.isEmpty()) {
        return;
      }
      forget(audience);
    }
    audience.subscription.dispose();
  }

  private synchronized void forget(Audience gone) {
    if (current == gone) {
      current = null;
    }
  }

  /** Those who listen to one subscription. */
  private final class Audience {

    final List<FluxSink<T>> listeners = new CopyOnWriteArrayList<>();
    final Disposable.Swap subscription = Disposables.swap();

    void begin() {
      subscription.update(
          source.subscribe(
              signal -> listeners.forEach(listener -> listener.next(signal)),
              failure -> end(listener -> listener.error(failure)),
              () -> end(FluxSink::complete)));
    }

    private void end(Consumer<FluxSink<T>> told) {
      forget(this);
      listeners.forEach(told);
    }
  }
}
