package io.reactivesockets.triggers.broker;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What is true of a broker at one moment.
 *
 * @param socket where applications connect
 * @param startedAt since when it runs
 * @param standby whether it is in standby
 * @param connectionCount connections that are open
 * @param socketCount sockets that it holds
 * @param byteCount bytes of context and state that it holds
 * @param transferredCount sockets that it was given
 * @param takenCount sockets that it gave back
 * @param droppedCount sockets that it closed, because it was told to or they expired
 * @param refusedCount requests and peers that it refused
 * @param triggeredCount how often something happened to a socket
 * @param launchedCount programs that it launched
 * @param failedLaunchCount programs that could not be launched, or ended without taking a socket
 */
public record SocketBrokerServiceInformation(
    Path socket,
    Instant startedAt,
    boolean standby,
    int connectionCount,
    int socketCount,
    long byteCount,
    long transferredCount,
    long takenCount,
    long droppedCount,
    long refusedCount,
    long triggeredCount,
    long launchedCount,
    long failedLaunchCount) {}
