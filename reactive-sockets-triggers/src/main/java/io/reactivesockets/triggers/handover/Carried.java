package io.reactivesockets.triggers.handover;

import io.reactivesockets.stream.StreamSocket;

/**
 * A live connection that came from the predecessor.
 *
 * @param socket the connection, which whoever has it closes
 * @param context what the predecessor's application said of it; the array is the caller's
 */
@SuppressWarnings("ArrayRecordComponent") // Equality is of no use here.
public record Carried(StreamSocket socket, byte[] context) {}
