package io.reactivesockets.triggers.control;

/** Why the connection of a channel can be trusted no more. */
public enum ControlChannelTriggerResetReason {
  /** The identity or the credential that it was opened with changed. */
  CREDENTIAL_CHANGED,
  /** The machine slept, or the process was stopped, for longer than the keep-alive allows. */
  LOW_POWER_EXIT,
  /** A time without keep-alives is over. */
  QUIET_HOURS_EXIT,
  /** The application, or the broker that held the channel, was started anew. */
  APPLICATION_RESTART,
  /** The network adapter under it has gone, or gone down. */
  LINK_DOWN,
  /** Its local address has gone. */
  ADDRESS_REMOVED,
  /** Packets to its peer leave by another adapter or gateway, or not at all. */
  ROUTE_CHANGED
}
