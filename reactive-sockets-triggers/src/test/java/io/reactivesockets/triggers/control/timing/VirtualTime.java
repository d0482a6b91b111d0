package io.reactivesockets.triggers.control.timing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Time that a test sets forward. */
final class VirtualTime {

  private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

  Timing timing() {
    return new Timing(scheduler, () -> scheduler.now(TimeUnit.NANOSECONDS));
  }

  Duration now() {
    return Duration.ofNanos(scheduler.now(TimeUnit.NANOSECONDS));
  }

  void pass(Duration time) {
    scheduler.advanceTimeBy(time);
  }
}
