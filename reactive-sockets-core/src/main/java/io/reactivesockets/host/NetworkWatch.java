package io.reactivesockets.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Looks at the adapters again and again and tells what changed since it last told. */
final class NetworkWatch {

  private NetworkWatch() {}

  static Flux<NetworkChange> changes(
      Duration interval,
      Callable<List<NetworkAdapter>> snapshot,
      Scheduler timer,
      Scheduler blocking) {
    Mono<List<NetworkAdapter>> look = Mono.fromCallable(snapshot).subscribeOn(blocking);
    return look.flatMapMany(
        first -> {
          AtomicReference<List<NetworkAdapter>> last = new AtomicReference<>(first);
          return Flux.interval(interval, timer)
              .onBackpressureDrop()
              .concatMap(tick -> look, 0)
              .<NetworkChange>handle(
                  (now, sink) -> {
                    List<NetworkAdapter> before = last.getAndSet(now);
                    if (!before.equals(now)) {
                      sink.next(new NetworkChange(before, now));
                    }
                  });
        });
  }
}
