package io.reactivesockets.websocket.codec;

/**
 * How much of the peer's data is taken before the connection is failed with 1009.
 *
 * @param maxFrameBytes payload of one data frame as it stands on the wire
 * @param maxMessageBytes payload of all frames of one message as they stand on the wire; not looked
 *     at where messages are delivered in parts
 * @param maxFragments frames of one message; where messages are delivered in parts, empty frames in
 *     a row
 * @param maxInflatedBytes size of one message after decompression; not looked at where messages are
 *     delivered in parts
 * @param maxInflationRatio how many times larger than on the wire a message of more than {@link
 *     Inflation#RATIO_FLOOR} bytes may become
 */
public record ReceiveLimits(
    long maxFrameBytes,
    long maxMessageBytes,
    int maxFragments,
    long maxInflatedBytes,
    int maxInflationRatio) {}
