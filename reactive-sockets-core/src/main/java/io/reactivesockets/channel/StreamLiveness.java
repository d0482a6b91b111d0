package io.reactivesockets.channel;

/**
 * What the kernel knows of the other end of a TCP connection.
 *
 * @param unacknowledged segments that were sent and not acknowledged yet
 * @param sentMillis how long ago the last byte was sent
 * @param heardMillis how long ago anything came: a byte or an acknowledgement
 */
public record StreamLiveness(long unacknowledged, long sentMillis, long heardMillis) {}
