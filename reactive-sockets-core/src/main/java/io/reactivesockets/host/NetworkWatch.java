package io.reactivesockets.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Looks at the adapters again and again, and soon after the system has told that something has
 * changed, and tells what changed since it last told.
 */
final class NetworkWatch {

  /** What changes at once is seen at once, such as an address that is replaced. */
  static final Duration SETTLING = Duration.ofMillis(100);

  /** However often the system tells of changes, there is so much time between two looks. */
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private NetworkWatch() {}

  /**
   * Returns the changes from the subscription on.
   *
   * @param signals of the system, if it tells of changes
   */
  static Flux<NetworkChange> changes(
      Duration interval,
      Callable<List<NetworkAdapter>> snapshot,
      Flux<?> signals,
      Scheduler timer,
      Scheduler blocking) {
    Mono<List<NetworkAdapter>> look = Mono.fromCallable(snapshot).subscribeOn(blocking);
    Mono<List<NetworkAdapter>> rest =
        Mono.delay(BETWEEN_LOOKS.minus(SETTLING), timer).then(Mono.empty());
    Flux<List<NetworkAdapter>> lookWhenTold =
        Mono.delay(SETTLING, timer).then(look).concatWith(rest);
    return look.flatMapMany(
        first -> {
          Flux<Publisher<List<NetworkAdapter>>> told =
              signals.subscribeOn(blocking).onErrorComplete().map(signal -> lookWhenTold);
          Flux<Publisher<List<NetworkAdapter>>> asked =
              Flux.interval(interval, timer).onBackpressureDrop().map(tick -> look);
          return changed(
              first, Flux.merge(told, asked).onBackpressureLatest().concatMap(each -> each, 0));
        });
  }

  private static Flux<NetworkChange> changed(
      List<NetworkAdapter> first, Flux<List<NetworkAdapter>> looks) {
    AtomicReference<List<NetworkAdapter>> last = new AtomicReference<>(first);
    return looks.handle(
        (now, sink) -> {
          List<NetworkAdapter> before = last.getAndSet(now);
          if (!before.equals(now)) {
            sink.next(new NetworkChange(before, now));
          }
        });
  }
}
