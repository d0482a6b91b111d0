package io.reactivesockets.triggers.control;

import java.time.Duration;
import java.util.Optional;

/**
 * What was true of a channel at one moment.
 *
 * @param id the id of the channel
 * @param state where it stands
 * @param status what became of setting it up; empty before {@link
 *     ControlChannelTrigger#waitForPushEnabled()}
 * @param serverKeepAliveInterval how long the server lets it be silent
 * @param networkKeepAliveInterval what is known of how long the network does; empty before the
 *     first connection
 * @param currentKeepAliveInterval the interval in use: the shorter of the two, or the longer one
 *     that is being tried
 * @param network the network and the peer by which the interval is remembered; empty before the
 *     first connection
 * @param untilKeepAlive how long until the next keep-alive; empty if none is planned
 * @param keepAlivesSent keep-alives sent
 * @param keepAlivesAnswered those by which the peer has shown that it is there
 * @param pushNotifications how often something arrived while the channel was parked
 * @param lostConnections connections that were lost
 * @param resets connections that were given up because of a reset
 * @param connections connections that were made
 */
public record ControlChannelTriggerInformation(
    String id,
    ControlChannelState state,
    Optional<ControlChannelTriggerStatus> status,
    Duration serverKeepAliveInterval,
    Optional<LearnedInterval> networkKeepAliveInterval,
    Duration currentKeepAliveInterval,
    Optional<String> network,
    Optional<Duration> untilKeepAlive,
    long keepAlivesSent,
    long keepAlivesAnswered,
    long pushNotifications,
    long lostConnections,
    long resets,
    long connections) {}
