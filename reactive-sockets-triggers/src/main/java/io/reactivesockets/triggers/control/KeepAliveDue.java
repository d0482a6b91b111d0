package io.reactivesockets.triggers.control;

import java.time.Duration;

/**
 * The keep-alive of a channel is due, and its {@link KeepAlive} is about to send it.
 *
 * @param controlChannelTrigger the channel
 * @param idle how long ago the last keep-alive was sent or the connection opened
 * @param interval after how long it would have been due
 * @param window how long the window is in which the timers of many channels meet; zero for a timer
 *     that goes off on its own
 * @param early how much before its time it is sent, to be in that window
 * @param probe whether a longer interval than the one in use is being tried
 */
public record KeepAliveDue(
    ControlChannelTrigger controlChannelTrigger,
    Duration idle,
    Duration interval,
    Duration window,
    Duration early,
    boolean probe)
    implements ControlChannelTriggerEventDetails {}
