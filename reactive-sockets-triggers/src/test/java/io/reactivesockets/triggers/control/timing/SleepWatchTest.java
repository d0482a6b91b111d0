package io.reactivesockets.triggers.control.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sleep is what one clock has missed of the other. */
@Tag("once")
class SleepWatchTest {

  private final AtomicLong awake = new AtomicLong(1_000);
  private final AtomicLong always = new AtomicLong(-5_000);
  private final SleepWatch watch = new SleepWatch(awake::get, always::get);

  @Test
  void time_that_both_clocks_saw_is_no_sleep() {
    awake.addAndGet(Duration.ofHours(2).toNanos());
    always.addAndGet(Duration.ofHours(2).toNanos());

    assertThat(watch.look()).isZero();
  }

  @Test
  void time_that_only_one_saw_is_told_once() {
    awake.addAndGet(Duration.ofSeconds(1).toNanos());
    always.addAndGet(Duration.ofSeconds(61).toNanos());

    assertThat(watch.look()).isEqualTo(Duration.ofMinutes(1));
    assertThat(watch.look()).isZero();
  }

  @Test
  void a_clock_that_was_set_back_is_no_sleep() {
    always.addAndGet(-Duration.ofHours(1).toNanos());

    assertThat(watch.look()).isZero();
  }

  @Test
  void this_machine_does_not_sleep_while_it_runs_this_test() {
    assertThat(SleepWatch.ofThisMachine().look()).isLessThan(Duration.ofMillis(250));
  }
}
