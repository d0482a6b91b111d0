package io.reactivesockets.websocket;

import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import io.reactivesockets.websocket.codec.ReceiveLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * What one open WebSocket works by: what was asked in its control and agreed on in its handshake.
 *
 * @param client whether we are the client, which masks its frames and lets the server close TCP
 * @param textAllowed whether text messages are taken
 * @param inParts whether messages are delivered in parts
 * @param strictOrder whether sends wait for the end of those before them
 * @param limits how much of the peer's data is taken
 * @param readAheadBytes how much is read while nobody asks for it
 * @param pendingOutboundBytes how much may wait to be sent
 * @param maxFrameBytes the largest frame that is sent; larger messages go in several
 * @param policy what to do when no more may wait to be sent
 * @param heartbeat how the peer's presence is watched
 * @param closeTimeout how long the closing handshake may take
 * @param deflate what was agreed on compression, if anything
 * @param deflateLevel how hard to compress
 * @param deflateThreshold messages below this size are sent as they are
 * @param metrics who is told what the session does
 */
record SessionSettings(
    boolean client,
    boolean textAllowed,
    boolean inParts,
    boolean strictOrder,
    ReceiveLimits limits,
    int readAheadBytes,
    int pendingOutboundBytes,
    int maxFrameBytes,
    SlowConsumerPolicy policy,
    HeartbeatSettings heartbeat,
    Duration closeTimeout,
    Optional<DeflateAgreement> deflate,
    int deflateLevel,
    int deflateThreshold,
    SocketMetrics metrics) {

  SocketRole role() {
    return client ? SocketRole.WEB_SOCKET_CLIENT : SocketRole.WEB_SOCKET_SERVER;
  }
}
