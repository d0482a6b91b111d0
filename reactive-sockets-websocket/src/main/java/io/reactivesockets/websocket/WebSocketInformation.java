package io.reactivesockets.websocket;

import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocketInformation;
import java.time.Duration;
import java.util.Optional;

/**
 * What was true of a WebSocket at one moment.
 *
 * @param open whether it was open: neither end had begun to close it
 * @param localAddress the address on this side; empty if the connection has none of its own, as a
 *     stream of HTTP/2
 * @param localPort the port on this side, empty text if there is none
 * @param remoteAddress the address of the peer or of the proxy in between
 * @param remotePort the port of the peer, empty text if there is none
 * @param protocol the sub-protocol chosen in the opening handshake
 * @param extensions the extensions agreed on in the opening handshake
 * @param messagesReceived messages that arrived whole
 * @param bytesReceived their payload, with that of parts, decompressed
 * @param messagesSent messages that were put on the wire
 * @param bytesSent bytes that the kernel has taken, frame headers included
 * @param messagesDropped messages dropped by the {@link SlowConsumerPolicy}
 * @param unreadBytes bytes that arrived and wait for a receiver
 * @param pendingOutboundBytes bytes that were put on the wire here and not yet taken by the kernel
 * @param roundTripTime how long the last ping took that was answered; empty before the first
 * @param lastHeard how long ago anything arrived from the peer
 * @param connection what is true of the connection below: attempts, options, certificates,
 *     estimates of bandwidth and round trip; empty if it belongs to another server
 */
public record WebSocketInformation(
    boolean open,
    Optional<HostName> localAddress,
    String localPort,
    Optional<HostName> remoteAddress,
    String remotePort,
    Optional<String> protocol,
    Optional<String> extensions,
    long messagesReceived,
    long bytesReceived,
    long messagesSent,
    long bytesSent,
    long messagesDropped,
    int unreadBytes,
    long pendingOutboundBytes,
    Optional<Duration> roundTripTime,
    Duration lastHeard,
    Optional<StreamSocketInformation> connection) {}
