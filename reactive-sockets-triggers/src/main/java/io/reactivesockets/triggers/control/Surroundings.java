package io.reactivesockets.triggers.control;

import io.reactivesockets.host.signals.RouteSignals;
import io.reactivesockets.triggers.control.network.NetworkState;
import io.reactivesockets.triggers.control.timing.SleepWatch;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The machine around the channels: its clock, whether it slept, and its network. */
interface Surroundings {

  /**
   * What a look showed.
   *
   * @param slept how long the machine slept since the last look
   * @param network what its network looks like; empty if nobody wants to know
   */
  record Seen(Duration slept, Optional<NetworkState> network) {}

  /** Nanoseconds of a clock that only goes forward. */
  long nanos();

  /** Looks at all; on any thread, without blocking it. */
  Mono<Seen> look();

  /** Looks at the network; on any thread, without blocking it. */
  Mono<NetworkState> network();

  /**
   * Emits something whenever the system tells that the network has changed; completes where it
   * tells nothing. Subscribing may block.
   */
  default Flux<?> networkSignals() {
    return Flux.empty();
  }

  /** Where code may block. */
  default Scheduler elsewhere() {
    return Schedulers.boundedElastic();
  }

  default void close() {}

  /** Makes the ones of the machine that this runs on. */
  static Surroundings ofThisMachine(ControlChannelsControl control) {
    Mono<SleepWatch> sleep =
        Mono.fromCallable(SleepWatch::ofThisMachine)
            .subscribeOn(Schedulers.boundedElastic())
            .cache();
    Mono<NetworkState> network =
        OneLook.of(Mono.fromCallable(NetworkState::read).subscribeOn(Schedulers.boundedElastic()));
    return new Surroundings() {

      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public Mono<Seen> look() {
        return sleep.flatMap(
            watch ->
                Mono.fromCallable(
                        () ->
                            new Seen(
                                asleep(watch),
                                control.watchNetwork()
                                    ? Optional.of(NetworkState.read())
                                    : Optional.empty()))
                    .subscribeOn(Schedulers.boundedElastic()));
      }

      @Override
      public Mono<NetworkState> network() {
        return network;
      }

      @Override
      public Flux<?> networkSignals() {
        return control.watchNetwork() ? RouteSignals.ofThisMachine() : Flux.empty();
      }
    };
  }

  /** What is less than a quarter of a second is the two clocks' difference, not sleep. */
  private static Duration asleep(SleepWatch watch) {
    Duration slept = watch.look();
    return slept.toMillis() < 250 ? Duration.ZERO : slept;
  }
}
