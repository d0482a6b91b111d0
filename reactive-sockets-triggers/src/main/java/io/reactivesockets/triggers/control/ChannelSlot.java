package io.reactivesockets.triggers.control;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The slot of one channel: asked for, granted or refused, and given back. Confined to the thread of
 * the channels, but for the status.
 */
final class ChannelSlot {

  private final Slots slots;
  private final ControlChannelTriggerResourceType wanted;
  private volatile @Nullable ControlChannelTriggerStatus status;

  ChannelSlot(Slots slots, ControlChannelTriggerResourceType wanted) {
    this.slots = slots;
    this.wanted = wanted;
  }

  /** What came of asking last, if somebody did; for any thread. */
  Optional<ControlChannelTriggerStatus> status() {
    return Optional.ofNullable(status);
  }

  /** The slot that it has; for any thread. */
  Optional<ControlChannelTriggerStatus> allocated() {
    return status().filter(ControlChannelTriggerStatus::isAllocated);
  }

  boolean isAllocated() {
    return allocated().isPresent();
  }

  boolean isHardware() {
    return status == ControlChannelTriggerStatus.HARDWARE_SLOT_ALLOCATED;
  }

  /** Takes one, runs the work that needs it, and gives it back if that fails. */
  ControlChannelTriggerStatus take(Runnable work) {
    if (wanted == ControlChannelTriggerResourceType.REQUEST_HARDWARE_SLOT) {
      status = ControlChannelTriggerStatus.HARDWARE_SLOT_REQUESTED;
    }
    Optional<ControlChannelTriggerStatus> granted = slots.grant(wanted);
    if (granted.isEmpty()) {
      return refuse(ControlChannelTriggerStatus.POLICY_ERROR);
    }
    try {
      work.run();
    } catch (RuntimeException cannotBePrepared) {
      slots.giveBack(granted.get());
      status = ControlChannelTriggerStatus.SYSTEM_ERROR;
      throw cannotBePrepared;
    }
    status = granted.get();
    return granted.get();
  }

  ControlChannelTriggerStatus refuse(ControlChannelTriggerStatus why) {
    status = why;
    return why;
  }

  void giveBack() {
    ControlChannelTriggerStatus granted = status;
    if (granted != null) {
      slots.giveBack(granted);
      status = null;
    }
  }
}
