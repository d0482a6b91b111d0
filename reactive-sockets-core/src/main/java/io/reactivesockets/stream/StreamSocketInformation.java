package io.reactivesockets.stream;

import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.host.HostName;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsInformation;
import java.util.List;
import java.util.Optional;

/**
 * What was true of a {@link StreamSocket} at one moment.
 *
 * @param transport the name of the transport, such as {@code epoll}
 * @param open whether the socket was open
 * @param localAddress the address on this side
 * @param localPort the port on this side
 * @param remoteAddress the address of the peer; behind a proxy or load balancer that tells it, the
 *     true one
 * @param remotePort the port of the peer
 * @param remoteHostName the host as it was given to connect; empty for an accepted socket
 * @param remoteServiceName the service as it was given to connect; empty for an accepted socket
 * @param attempts the connection attempts that did not become this socket, in the order of their
 *     start: refused, timed out, or given up since another was faster; empty for an accepted socket
 * @param receivedBytes bytes that came from the kernel
 * @param sentBytes bytes that the kernel has taken
 * @param unreadBytes bytes in the read-ahead of this process, not emitted yet
 * @param pendingOutboundBytes bytes in this process that the kernel has not taken yet
 * @param roundTripTime round-trip times, as far as the transport tells; sampling begins with the
 *     first snapshot of a socket
 * @param bandwidth the bandwidth used and available, as far as the transport tells; sampled
 *     likewise
 * @param options the options as the system applied them
 * @param protectionLevel the level asked for; what was negotiated is in {@code tls}
 * @param tls what the TLS handshake came to; empty for a plain socket
 */
public record StreamSocketInformation(
    String transport,
    boolean open,
    HostName localAddress,
    String localPort,
    HostName remoteAddress,
    String remotePort,
    Optional<HostName> remoteHostName,
    Optional<String> remoteServiceName,
    List<ConnectionAttempt> attempts,
    long receivedBytes,
    long sentBytes,
    int unreadBytes,
    long pendingOutboundBytes,
    RoundTripTimeStatistics roundTripTime,
    BandwidthStatistics bandwidth,
    AppliedOptions options,
    SocketProtectionLevel protectionLevel,
    Optional<TlsInformation> tls) {}
