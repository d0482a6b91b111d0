package io.reactivesockets.transport.netty;

import io.reactivesockets.transport.TransportControl;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The files about names, read again when they are some seconds old and somebody asks: machines
 * change networks while programs run. Reading happens where blocking is allowed.
 */
final class FreshNameSources {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

  private record Reading(NameSources sources, long atNanos) {}

  private final TransportControl control;
  private final Mono<NameSources> reading;
  private volatile @Nullable Reading last;

  FreshNameSources(TransportControl control) {
    this.control = control;
    this.reading = Mono.fromCallable(this::read).subscribeOn(Schedulers.boundedElastic());
  }

  /** Returns what the files said a moment ago. */
  Mono<NameSources> get() {
    return Mono.defer(
        () -> {
          Reading known = last;
          return known != null && System.nanoTime() - known.atNanos() < FRESH_NANOS
              ? Mono.just(known.sources())
              : reading;
        });
  }

  private NameSources read() {
    NameSources sources = NameSources.read(control);
    last = new Reading(sources, System.nanoTime());
    return sources;
  }

  /** Returns what was read last, for callers behind {@link #get()}. */
  NameSources latest() {
    Reading known = last;
    return known == null ? read() : known.sources();
  }
}
