package io.reactivesockets.datagram;

import java.net.InetSocketAddress;

/** Checks of remote addresses given by the caller. */
final class Remotes {

  private Remotes() {}

  static InetSocketAddress checked(InetSocketAddress remote) {
    if (remote.isUnresolved() || remote.getPort() == 0) {
      throw new IllegalArgumentException(
          "remoteAddress: " + remote + " (expected: an IP address and a port, 1..65535)");
    }
    return remote;
  }
}
