package io.reactivesockets.triggers.control;

/**
 * What was true of a set of channels at one moment.
 *
 * @param channels how many there are
 * @param softwareSlots how many software slots are taken
 * @param hardwareSlots how many hardware slots are taken
 * @param timers how many timers wait
 * @param wakeUps how often the one timer of the machine that they share has gone off
 * @param keepAlivesSent keep-alives that were sent
 * @param keepAlivesUnderWay keep-alives that wait for their answer
 * @param keepAlivesWaiting keep-alives that wait for their turn
 * @param networks how many pairs of network and peer they learn about
 */
public record ControlChannelsInformation(
    int channels,
    int softwareSlots,
    int hardwareSlots,
    int timers,
    long wakeUps,
    long keepAlivesSent,
    int keepAlivesUnderWay,
    int keepAlivesWaiting,
    int networks) {}
