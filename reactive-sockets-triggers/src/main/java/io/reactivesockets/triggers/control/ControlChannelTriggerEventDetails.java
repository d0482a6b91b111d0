package io.reactivesockets.triggers.control;

/** Something that happened to a channel. */
public sealed interface ControlChannelTriggerEventDetails
    permits KeepAliveDue, PushNotification, ControlChannelTriggerResetEventDetails {

  /**
   * Returns the channel that it happened to.
   *
   * @return the channel, by which the application finds its own things
   */
  ControlChannelTrigger controlChannelTrigger();
}
