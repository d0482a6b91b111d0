package io.reactivesockets.triggers.control;

/** What became of setting up a channel. */
public enum ControlChannelTriggerStatus {
  /** A hardware slot is asked for; {@link ControlChannelTrigger#waitForPushEnabled()} goes on. */
  HARDWARE_SLOT_REQUESTED,
  /** The channel is set up; it works while this process runs. */
  SOFTWARE_SLOT_ALLOCATED,
  /** The channel is set up; it can be parked outside of this process. */
  HARDWARE_SLOT_ALLOCATED,
  /** No slot of the kind is left: close another channel, or ask for the other kind. */
  POLICY_ERROR,
  /** The transport could not be configured for its keep-alive. */
  SYSTEM_ERROR,
  /** The transport is connected no more: use a new one. */
  TRANSPORT_DISCONNECTED,
  /** The channels are closed, or it is their quiet time: try again when it is over. */
  SERVICE_UNAVAILABLE;

  /**
   * Tells whether the channel is set up.
   *
   * @return {@code true} if a slot was allocated
   */
  public boolean isAllocated() {
    return this == SOFTWARE_SLOT_ALLOCATED || this == HARDWARE_SLOT_ALLOCATED;
  }
}
