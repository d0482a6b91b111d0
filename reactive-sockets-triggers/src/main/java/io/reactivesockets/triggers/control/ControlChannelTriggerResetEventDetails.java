package io.reactivesockets.triggers.control;

/**
 * The connection of a channel is given up, since something happened that it will not have survived;
 * a new one follows if the channel is to connect again.
 *
 * @param controlChannelTrigger the channel
 * @param resetReason what happened
 * @param softwareSlotReset whether the channel has a software slot
 * @param hardwareSlotReset whether the channel has a hardware slot
 * @param detail what was seen, in a few words
 */
public record ControlChannelTriggerResetEventDetails(
    ControlChannelTrigger controlChannelTrigger,
    ControlChannelTriggerResetReason resetReason,
    boolean softwareSlotReset,
    boolean hardwareSlotReset,
    String detail)
    implements ControlChannelTriggerEventDetails {}
