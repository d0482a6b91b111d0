package io.reactivesockets.websocket;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * What every send of one WebSocket needs.
 *
 * @param loop where frames are put on the wire
 * @param outbox the order of what is sent
 * @param traffic counts what was sent
 * @param failures says what went wrong
 * @param budget how much of all sends may wait under the policy to wait
 * @param backlog where frames wait under another policy than to wait; {@code null} under that one
 */
record SendContext(
    EventLoop loop,
    Outbox outbox,
    SessionTraffic traffic,
    Failures failures,
    SendBudget budget,
    @Nullable Backlog backlog) {}
