package io.reactivesockets.triggers.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of how long a network keeps idle connections to a peer.
 *
 * @param interval what is used
 * @param longestKept the longest silence that a connection survived; zero before the first
 * @param shortestLost the shortest silence that cost a connection, if one did
 * @param lostConnections how many connections learning has cost
 * @param learned when something was last learned
 */
public record LearnedInterval(
    Duration interval,
    Duration longestKept,
    Optional<Duration> shortestLost,
    long lostConnections,
    Instant learned) {}
