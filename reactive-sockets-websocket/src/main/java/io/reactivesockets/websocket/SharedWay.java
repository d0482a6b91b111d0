package io.reactivesockets.websocket;

/**
 * How the messages for a WebSocket may be compressed together with those for others.
 *
 * @param number what is the same for all whose bytes are the same
 * @param thresholdBytes messages below this size are sent as they are
 */
record SharedWay(int number, int thresholdBytes) {}
