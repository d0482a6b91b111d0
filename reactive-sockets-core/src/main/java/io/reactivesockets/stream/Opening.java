package io.reactivesockets.stream;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.host.HostName;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a socket came to be: what was asked, and what it took.
 *
 * @param transport the name of the transport
 * @param hostName the host given to connect, or null
 * @param serviceName the service given to connect, or null
 * @param attempts the attempts made
 * @param local the address to show instead of that of the channel, or null
 * @param remote the address to show instead of that of the channel, or null
 */
record Opening(
    String transport,
    @Nullable HostName hostName,
    @Nullable String serviceName,
    List<ConnectionAttempt> attempts,
    @Nullable InetSocketAddress local,
    @Nullable InetSocketAddress remote) {

  static Opening accepted(String transport) {
    return new Opening(transport, null, null, List.of(), null, null);
  }

  static Opening acceptedBehindProxy(
      String transport, InetSocketAddress local, InetSocketAddress remote) {
    return new Opening(transport, null, null, List.of(), local, remote);
  }

  static Opening adopted(String transport, DetachedSocket state) {
    return new Opening(
        transport,
        state.hostName().orElse(null),
        state.serviceName().orElse(null),
        List.of(),
        state.shownLocalAddress().orElse(null),
        state.shownRemoteAddress().orElse(null));
  }

  StreamSocketInformation inform(StreamChannel stream, Protection protection) {
    SocketAddress here = local == null ? stream.channel().localAddress() : local;
    SocketAddress there = remote == null ? stream.channel().remoteAddress() : remote;
    TcpStatistics.Snapshot statistics = stream.statistics();
    return new StreamSocketInformation(
        transport,
        stream.channel().isOpen(),
        host(here),
        port(here),
        host(there),
        port(there),
        Optional.ofNullable(hostName),
        Optional.ofNullable(serviceName),
        attempts,
        stream.ingress().receivedBytes(),
        stream.egress().sentBytes(),
        stream.ingress().queuedBytes(),
        stream.egress().pendingBytes(),
        statistics.roundTripTime(),
        statistics.bandwidth(),
        AppliedOptions.of(stream.channel()),
        protection.level(),
        protection.information());
  }

  private static HostName host(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      return HostName.of(inet.getAddress());
    }
    throw new IllegalStateException("address: " + address + " (expected: an IP address)");
  }

  private static String port(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "";
  }
}
