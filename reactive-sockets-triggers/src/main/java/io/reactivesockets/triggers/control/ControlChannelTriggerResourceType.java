package io.reactivesockets.triggers.control;

/** Which kind of slot a channel asks for. */
public enum ControlChannelTriggerResourceType {
  /** One that works while this process runs. */
  REQUEST_SOFTWARE_SLOT,
  /**
   * One that goes on while this process is down, by a {@link ParkingPlace}. Where the channels have
   * none, it falls back to a software slot.
   */
  REQUEST_HARDWARE_SLOT
}
