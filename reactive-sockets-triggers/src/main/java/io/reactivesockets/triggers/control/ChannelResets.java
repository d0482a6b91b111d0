package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import io.reactivesockets.triggers.control.network.NetworkState;
import java.time.Duration;
import java.util.Optional;

/**
 * What happens around one channel, and whether its connection is to be trusted after that. Confined
 * to the thread of the channels.
 */
final class ChannelResets {

  private final ChannelSet channels;
  private final ChannelLife life;

  ChannelResets(ChannelSet channels, ChannelLife life) {
    this.channels = channels;
    this.life = life;
  }

  /** Gives the connection up, wherever it is. */
  void reset(ResetCause cause) {
    Optional<ParkedChannel> place = life.parking();
    Optional<ChannelConnection> current = life.connection();
    if (place.isPresent() && place.get().isThere()) {
      place.get().reset(cause);
    } else if (place.isPresent() && place.get().isLeaving(() -> reset(cause))) {
      return; // Later.
    } else if (current.isPresent()) {
      life.giveUp(current.get(), cause);
    } else {
      hurry();
    }
  }

  /** What it waits for may have come. */
  private void hurry() {
    if (life.told().isIn(Phase.WAITING) && life.reconnecting().isWaiting()) {
      life.reconnecting().soon();
    }
  }

  void networkIs(NetworkState now, boolean changed) {
    Optional<ChannelConnection> current = life.connection();
    if (current.isPresent()) {
      current.get().networkIs(now).ifPresent(this::reset);
    } else if (changed) {
      hurry();
    }
  }

  void slept(Duration time) {
    life.cycle()
        .ifPresent(
            running -> {
              running.slept(time);
              resetIfOverdue("the machine slept for " + time.toSeconds() + " s");
            });
  }

  void stopped(Duration time) {
    resetIfOverdue("the process stood still for " + time.toSeconds() + " s");
  }

  private void resetIfOverdue(String detail) {
    life.cycle()
        .filter(running -> running.overdue().compareTo(channels.control().lateness()) > 0)
        .ifPresent(
            late -> reset(new ResetCause(ControlChannelTriggerResetReason.LOW_POWER_EXIT, detail)));
  }

  /** A quiet time begins. */
  void rest() {
    life.cycle().flatMap(KeepAliveCycle::stop).ifPresent(KeepAliveCycle.Suspicion::drop);
  }

  /** A quiet time is over. */
  void wakeUp() {
    if (life.connection().isPresent()) {
      reset(
          new ResetCause(
              ControlChannelTriggerResetReason.QUIET_HOURS_EXIT, "the quiet time is over"));
    } else if (life.told().isIn(Phase.WAITING)) {
      life.reconnecting().soon();
    }
  }
}
