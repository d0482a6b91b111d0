package io.reactivesockets.host;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Looks at the adapters when the system tells that something has changed, or again and again where
 * it tells nothing, and tells what changed since it last told.
 */
final class NetworkWatch {

  /** What changes at once is seen at once, such as an address that is replaced. */
  static final Duration SETTLING = Duration.ofMillis(100);

  /** However often the system tells of changes, there is so much time between two looks. */
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Mono<List<NetworkAdapter>> look;
  private final Scheduler timer;

  private NetworkWatch(Mono<List<NetworkAdapter>> look, Scheduler timer) {
    this.look = look;
    this.timer = timer;
  }

  /**
   * Returns the changes from the subscription on.
   *
   * @param signals of the system; where they end, or there are none, it looks at each interval
   */
  static Flux<NetworkChange> changes(
      Duration interval,
      Callable<List<NetworkAdapter>> snapshot,
      Flux<?> signals,
      Scheduler timer,
      Scheduler blocking) {
    Mono<List<NetworkAdapter>> look = Mono.fromCallable(snapshot).subscribeOn(blocking);
    NetworkWatch watch = new NetworkWatch(look, timer);
    return look.flatMapMany(
        first ->
            changed(
                first,
                watch.told(signals.subscribeOn(blocking)).concatWith(watch.asked(interval))));
  }

  private Flux<List<NetworkAdapter>> told(Flux<?> signals) {
    Mono<List<NetworkAdapter>> rest =
        Mono.delay(BETWEEN_LOOKS.minus(SETTLING), timer).then(Mono.empty());
    return signals
        .onBackpressureLatest()
        .concatMap(signal -> Mono.delay(SETTLING, timer).then(look).concatWith(rest), 0);
  }

  private Flux<List<NetworkAdapter>> asked(Duration interval) {
    return Flux.interval(interval, timer).onBackpressureDrop().concatMap(tick -> look, 0);
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
