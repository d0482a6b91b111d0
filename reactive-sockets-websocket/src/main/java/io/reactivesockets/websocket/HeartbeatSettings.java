package io.reactivesockets.websocket;

import java.time.Duration;

/**
 * How the peer's presence is watched.
 *
 * @param pingInterval how often a ping is sent; zero for never
 * @param pongTimeout how long the peer may be silent after a ping
 * @param unsolicitedPongInterval how often a pong is sent unasked; zero for never
 */
record HeartbeatSettings(
    Duration pingInterval, Duration pongTimeout, Duration unsolicitedPongInterval) {}
