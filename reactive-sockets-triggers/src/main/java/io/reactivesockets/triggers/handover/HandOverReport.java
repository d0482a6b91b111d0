package io.reactivesockets.triggers.handover;

import java.time.Duration;

/**
 * What became of a hand-over.
 *
 * @param successor the process id of the successor
 * @param given how many sockets are its own now
 * @param kept how many stayed here, since they cannot leave (TLS), or were closed meanwhile
 * @param took how long it took
 */
public record HandOverReport(int successor, int given, int kept, Duration took) {}
