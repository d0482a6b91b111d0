package io.reactivesockets.triggers.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.triggers.control.network.NetworkState;
import io.reactivesockets.triggers.control.timing.KeepAliveScheduler;
import io.reactivesockets.triggers.control.timing.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the channels look at the machine around them, in virtual time. */
@Tag("once")
class SurroundingsWatchTest implements SurroundingsWatch.Owner {

  private static final Duration WINDOW = Duration.ofSeconds(15);

  private final VirtualMachine machine = new VirtualMachine();
  private final Timing timing = new Timing(machine.scheduler, machine::nanos);
  private final SurroundingsWatch watch =
      new SurroundingsWatch(
          machine, timing, new KeepAliveScheduler(timing, WINDOW, Duration.ZERO, late -> {}), this);
  private final List<Duration> sleeps = new ArrayList<>();
  private int networks;
  private boolean wanted = true;

  @AfterEach
  void close() {
    watch.close();
    timing.close();
  }

  @Override
  public boolean windowBegan() {
    return wanted;
  }

  @Override
  public void slept(Duration time) {
    sleeps.add(time);
  }

  @Override
  public void networkIs(NetworkState now, boolean changed) {
    networks++;
  }

  private void begin() {
    watch.begin();
    machine.pass(Duration.ZERO);
  }

  @Test
  void without_signals_it_looks_once_in_a_window_and_tells_of_what_is_new() {
    begin();

    machine.sleep(Duration.ofSeconds(7));
    machine.pass(WINDOW.multipliedBy(4));

    assertThat(machine.looks).isEqualTo(4);
    assertThat(sleeps).containsExactly(Duration.ofSeconds(7));
    assertThat(networks).isEqualTo(1);
  }

  @Test
  void a_change_that_is_told_is_looked_at_as_soon_as_it_has_settled() {
    begin();

    machine.tellOfChange();
    machine.pass(SurroundingsWatch.SETTLING.minusMillis(1));
    assertThat(machine.looks).isZero();

    machine.pass(Duration.ofMillis(1));
    assertThat(machine.looks).isEqualTo(1);
    assertThat(networks).isEqualTo(1);
  }

  @Test
  void a_change_right_after_a_look_is_looked_at_when_a_second_has_passed_since() {
    begin();
    machine.tellOfChange();
    machine.pass(SurroundingsWatch.SETTLING);
    assertThat(machine.looks).isEqualTo(1);

    machine.tellOfChange();
    machine.pass(SurroundingsWatch.BETWEEN_LOOKS.minusMillis(1));
    assertThat(machine.looks).isEqualTo(1);

    machine.pass(Duration.ofMillis(1));
    assertThat(machine.looks).isEqualTo(2);
  }

  @Test
  void however_many_changes_are_told_it_looks_once_a_second() {
    begin();

    for (int i = 0; i < 1_000; i++) {
      machine.tellOfChange();
      machine.pass(Duration.ofMillis(10));
    }

    assertThat(machine.looks).isBetween(9, 12);
    machine.pass(SurroundingsWatch.BETWEEN_LOOKS);
    int afterTheLast = machine.looks;
    machine.pass(Duration.ofSeconds(3));
    assertThat(machine.looks).isEqualTo(afterTheLast);
  }

  @Test
  void it_looks_no_more_when_nobody_wants_to_know_and_again_when_somebody_does() {
    begin();
    wanted = false;
    machine.pass(WINDOW.multipliedBy(3));
    assertThat(machine.looks).isZero();

    wanted = true;
    watch.begin();
    machine.pass(WINDOW);

    assertThat(machine.looks).isEqualTo(1);
  }
}
