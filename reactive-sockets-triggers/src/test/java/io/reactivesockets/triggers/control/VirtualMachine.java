package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.network.NetworkState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A machine whose time passes, and which sleeps and stands still, when the test says so. */
final class VirtualMachine implements Surroundings {

  final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
  private final NetworkState network = NetworkState.read();
  private Duration slept = Duration.ZERO;
  private Duration stoodStill = Duration.ZERO;
  private final Sinks.Many<String> signals = Sinks.many().multicast().directBestEffort();

  /** How often somebody has looked. */
  int looks;

  ControlChannels channels(ControlChannelsControl control) {
    return ControlChannels.create(control, scheduler, () -> Instant.EPOCH.plusNanos(nanos()), this);
  }

  void pass(Duration time) {
    scheduler.advanceTimeBy(time);
  }

  /** No clock of the process goes on. */
  void sleep(Duration time) {
    slept = slept.plus(time);
  }

  /** The clock goes on, and nothing else does: SIGSTOP. */
  void standStill(Duration time) {
    stoodStill = stoodStill.plus(time);
  }

  /** The system tells that the network has changed. */
  void tellOfChange() {
    signals.tryEmitNext("changed");
  }

  @Override
  public Flux<?> networkSignals() {
    return signals.asFlux();
  }

  @Override
  public long nanos() {
    return scheduler.now(TimeUnit.NANOSECONDS) + stoodStill.toNanos();
  }

  @Override
  public Scheduler elsewhere() {
    return Schedulers.immediate();
  }

  @Override
  public Mono<Seen> look() {
    return Mono.fromCallable(
        () -> {
          looks++;
          Seen seen = new Seen(slept, Optional.of(network));
          slept = Duration.ZERO;
          return seen;
        });
  }

  @Override
  public Mono<NetworkState> network() {
    return Mono.just(network);
  }
}
