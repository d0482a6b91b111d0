package io.reactivesockets.datagram;

import io.reactivesockets.host.HostName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was true of a {@link DatagramSocket} at one moment.
 *
 * <p>Every datagram that reached the socket is in exactly one of these: {@code deliveredCount},
 * {@code droppedCount}, {@code deniedCount}, {@code unreadCount}, {@code kernelDroppedCount}, or
 * still waits in the kernel.
 *
 * @param transport the name of the transport, such as {@code epoll}
 * @param open whether the socket was open
 * @param localAddress the address on this side, unspecified if the socket is bound to every one
 * @param localPort the port on this side
 * @param remoteAddress the address of the peer of a connected socket
 * @param remotePort the port of the peer of a connected socket
 * @param remoteHostName the host as it was given to connect
 * @param remoteServiceName the service as it was given to connect
 * @param receivedCount datagrams that came from the kernel
 * @param receivedBytes the bytes in them
 * @param deliveredCount datagrams that were emitted
 * @param droppedCount datagrams that came from the kernel and were dropped here, since nobody asked
 *     for them and the read-ahead was full, or the socket was closed before they were read
 * @param deniedCount datagrams from addresses that the network capabilities do not permit
 * @param unreadCount datagrams in the read-ahead of this process, not emitted yet
 * @param unreadBytes the bytes in them
 * @param kernelDroppedCount datagrams that the kernel dropped since its receive buffer was full
 *     (SO_MEMINFO on native transports, /proc/net/udp on NIO); empty where it does not tell
 * @param kernelDroppedCountExact whether that count is known to be of datagrams: the kernel counts
 *     as one a train of datagrams that it dropped while it kept them joined, see {@link
 *     DatagramSocketControl#receiveOffload()}
 * @param sentCount datagrams that the kernel has taken
 * @param sentBytes the bytes in them
 * @param failedCount datagrams that could not be sent
 * @param pendingOutboundBytes bytes in this process that the kernel has not taken yet
 * @param networkErrorCount errors that the network reported for datagrams sent before (ICMP)
 * @param pathMtu the largest packet that the path to the peer is known to carry, in bytes with
 *     headers (IP_MTU, IPV6_MTU); empty for an unconnected socket, or where the system does not
 *     tell
 * @param memberships the multicast groups joined
 * @param options the options as the system applied them
 */
public record DatagramSocketInformation(
    String transport,
    boolean open,
    HostName localAddress,
    String localPort,
    Optional<HostName> remoteAddress,
    Optional<String> remotePort,
    Optional<HostName> remoteHostName,
    Optional<String> remoteServiceName,
    long receivedCount,
    long receivedBytes,
    long deliveredCount,
    long droppedCount,
    long deniedCount,
    int unreadCount,
    int unreadBytes,
    OptionalLong kernelDroppedCount,
    boolean kernelDroppedCountExact,
    long sentCount,
    long sentBytes,
    long failedCount,
    long pendingOutboundBytes,
    long networkErrorCount,
    OptionalInt pathMtu,
    List<MulticastMembership> memberships,
    AppliedDatagramOptions options) {}
