package io.reactivesockets.triggers.control;

import java.util.Optional;

/** The budget of slots; for one thread, but for the counts. */
final class Slots {

  private final ControlChannelsControl control;
  private volatile int software;
  private volatile int hardware;

  Slots(ControlChannelsControl control) {
    this.control = control;
  }

  /** Returns the kind of slot granted, if one is left. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  Optional<ControlChannelTriggerStatus> grant(ControlChannelTriggerResourceType wanted) {
    boolean hard =
        wanted == ControlChannelTriggerResourceType.REQUEST_HARDWARE_SLOT
            && control.parkingPlace().isPresent();
    if (hard ? hardware >= control.hardwareSlots() : software >= control.softwareSlots()) {
      return Optional.empty();
    }
    if (hard) {
      hardware++;
      return Optional.of(ControlChannelTriggerStatus.HARDWARE_SLOT_ALLOCATED);
    }
    software++;
    return Optional.of(ControlChannelTriggerStatus.SOFTWARE_SLOT_ALLOCATED);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void giveBack(ControlChannelTriggerStatus granted) {
    if (granted == ControlChannelTriggerStatus.HARDWARE_SLOT_ALLOCATED) {
      hardware--;
    } else if (granted == ControlChannelTriggerStatus.SOFTWARE_SLOT_ALLOCATED) {
      software--;
    }
  }

  int software() {
    return software;
  }

  int hardware() {
    return hardware;
  }
}
