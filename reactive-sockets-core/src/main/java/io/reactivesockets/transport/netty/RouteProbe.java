package io.reactivesockets.transport.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/** Asks the system how it would reach an address: connecting a datagram socket sends nothing. */
final class RouteProbe {

  /** The discard port; any other would do. */
  private static final int ANY_PORT = 9;

  private RouteProbe() {}

  static Optional<InetAddress> localAddressTo(InetAddress remote) {
    try (DatagramChannel probe = DatagramChannel.open()) {
      probe.connect(new InetSocketAddress(remote, ANY_PORT));
      return probe.getLocalAddress() instanceof InetSocketAddress local
          ? Optional.of(local.getAddress())
          : Optional.empty();
    } catch (IOException | RuntimeException noRoute) {
      return Optional.empty();
    }
  }
}
