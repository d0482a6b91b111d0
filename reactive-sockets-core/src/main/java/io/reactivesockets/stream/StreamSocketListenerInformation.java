package io.reactivesockets.stream;

import io.reactivesockets.host.HostName;

/**
 * What was true of a {@link StreamSocketListener} at one moment.
 *
 * @param transport the name of the transport, such as {@code epoll}
 * @param open whether it was listening
 * @param localAddress the address it is bound to; the wildcard address for all
 * @param localPort the port it is bound to, also one that the system picked
 * @param acceptedCount connections accepted so far
 * @param refusedCount connections closed before they were emitted: outside the granted network
 *     capabilities, or without the header of the PROXY protocol
 * @param waitingCount connections accepted but not emitted yet
 * @param openCount accepted connections that are open
 */
public record StreamSocketListenerInformation(
    String transport,
    boolean open,
    HostName localAddress,
    String localPort,
    long acceptedCount,
    long refusedCount,
    int waitingCount,
    int openCount) {}
