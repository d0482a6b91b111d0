package io.reactivesockets.websocket.codec;

/**
 * What a {@link MessageReader} holds the peer to.
 *
 * @param masked whether the peer is a client, whose frames are masked
 * @param textAllowed whether text is taken; if not it is answered with 1003
 * @param inParts whether messages are handed on in parts as they arrive
 * @param compression whether and how the peer may compress
 * @param limits how much is taken
 */
public record ReceiveRules(
    boolean masked,
    boolean textAllowed,
    boolean inParts,
    PeerCompression compression,
    ReceiveLimits limits) {}
