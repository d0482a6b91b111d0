package io.reactivesockets.triggers.control.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The two ends of a connection.
 *
 * @param local the address on this side
 * @param remote the address of the peer
 */
public record NetworkPath(InetSocketAddress local, InetSocketAddress remote) {

  /**
   * Makes a path of two addresses.
   *
   * @param local the address on this side
   * @param remote the address of the peer
   * @return the path; empty if either is missing or not resolved
   */
  public static Optional<NetworkPath> of(
      Optional<InetSocketAddress> local, Optional<InetSocketAddress> remote) {
    return local
        .filter(address -> !address.isUnresolved())
        .flatMap(
            from ->
                remote
                    .filter(address -> !address.isUnresolved())
                    .map(to -> new NetworkPath(from, to)));
  }

  InetAddress localAddress() {
    return local.getAddress();
  }

  InetAddress remoteAddress() {
    return remote.getAddress();
  }
}
