package io.reactivesockets.triggers.control.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The timers of many channels meet. */
@Tag("once")
class KeepAliveSchedulerTest {

  private static final Duration WINDOW = Duration.ofSeconds(15);

  private final VirtualTime time = new VirtualTime();
  private final Timing timing = time.timing();
  private final List<Long> late = new ArrayList<>();
  private final KeepAliveScheduler scheduler =
      new KeepAliveScheduler(timing, WINDOW, Duration.ZERO, late::add);

  private final List<Duration> fired = new ArrayList<>();

  @Test
  void a_timer_goes_off_at_the_beginning_of_the_window_that_it_is_due_in() {
    time.pass(Duration.ofSeconds(1));
    scheduler.within(timing.nanos(), Duration.ofMinutes(2), window -> fired.add(time.now()));

    time.pass(Duration.ofMinutes(3));

    assertThat(fired).containsExactly(Duration.ofMinutes(2));
  }

  @Test
  void the_window_and_how_early_the_timer_is_are_told() {
    time.pass(Duration.ofSeconds(7));
    List<KeepAliveWindow> told = new ArrayList<>();
    scheduler.within(timing.nanos(), Duration.ofMinutes(2), told::add);

    time.pass(Duration.ofMinutes(3));

    assertThat(told).containsExactly(new KeepAliveWindow(WINDOW, Duration.ofSeconds(7)));
  }

  @Test
  void ten_thousand_timers_wake_the_process_as_often_as_there_are_windows() {
    Random chance = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      keepAlive(Duration.ofMillis(60_000 + chance.nextInt(1_440_000)));
    }

    time.pass(Duration.ofMinutes(30));

    assertThat(scheduler.wakeUps()).isLessThanOrEqualTo(30 * 4);
    assertThat(fired).hasSizeGreaterThan(10_000);
  }

  private void keepAlive(Duration interval) {
    scheduler.within(
        timing.nanos(),
        interval,
        window -> {
          fired.add(time.now());
          keepAlive(interval);
        });
  }

  @Test
  void no_timer_is_late_and_none_is_early_by_more_than_a_quarter_of_its_interval() {
    Random chance = new Random(11);
    for (int i = 0; i < 1_000; i++) {
      time.pass(Duration.ofMillis(chance.nextInt(1_000)));
      Duration begin = time.now();
      Duration interval = Duration.ofMillis(20 + chance.nextInt(600_000));
      scheduler.within(
          timing.nanos(),
          interval,
          window -> {
            Duration waited = time.now().minus(begin);
            assertThat(waited)
                .isLessThanOrEqualTo(interval)
                .isGreaterThanOrEqualTo(interval.multipliedBy(3).dividedBy(4));
            fired.add(waited);
          });
    }

    time.pass(Duration.ofHours(1));

    assertThat(fired).hasSize(1_000);
    assertThat(late).allMatch(nanos -> nanos == 0);
  }

  @Test
  void short_timers_meet_long_ones() {
    scheduler.within(0, Duration.ofSeconds(30), window -> fired.add(time.now()));
    scheduler.within(0, Duration.ofSeconds(31), window -> fired.add(time.now()));
    scheduler.within(0, Duration.ofMinutes(4), window -> fired.add(time.now()));

    time.pass(Duration.ofMinutes(5));

    // 7.5 seconds are half a window, and a quarter of 30 seconds.
    assertThat(fired)
        .containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(4));
  }

  @Test
  void an_exact_timer_is_not_moved() {
    time.pass(Duration.ofSeconds(1));
    scheduler.exactly(timing.nanos(), Duration.ofMillis(90_123), window -> fired.add(time.now()));

    time.pass(Duration.ofMinutes(3));

    assertThat(fired).containsExactly(Duration.ofMillis(91_123));
  }

  @Test
  void a_cancelled_timer_does_not_go_off_and_wakes_nobody() {
    KeepAliveScheduler.Timer timer =
        scheduler.within(0, Duration.ofMinutes(1), window -> fired.add(time.now()));

    timer.cancel();
    timer.cancel();
    time.pass(Duration.ofMinutes(2));

    assertThat(fired).isEmpty();
    assertThat(scheduler.wakeUps()).isZero();
    assertThat(scheduler.size()).isZero();
  }

  @Test
  void a_timer_cancelled_by_another_of_its_window_still_is_cancelled() {
    List<KeepAliveScheduler.Timer> second = new ArrayList<>();
    scheduler.exactly(0, Duration.ofSeconds(1), window -> second.get(0).cancel());
    second.add(scheduler.exactly(0, Duration.ofSeconds(1), window -> fired.add(time.now())));

    time.pass(Duration.ofSeconds(2));

    assertThat(fired).isEmpty();
    assertThat(scheduler.size()).isZero();
  }

  @Test
  void the_next_window_is_one_that_has_not_begun() {
    time.pass(WINDOW);
    scheduler.atNextWindow(window -> fired.add(time.now()));

    time.pass(WINDOW.multipliedBy(3));

    assertThat(fired).containsExactly(WINDOW.multipliedBy(2));
  }
}
