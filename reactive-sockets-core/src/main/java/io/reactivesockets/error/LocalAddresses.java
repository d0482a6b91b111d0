package io.reactivesockets.error;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** What this machine knows of its own addresses. */
final class LocalAddresses {
  private LocalAddresses() {}

  /** Whether a socket may be bound to the address, as far as can be known. */
  static boolean mayBind(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }

  /** Whether an interface that is up has an address of the family, beside loopback. */
  static boolean canSendTo(InetAddress remote) {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(LocalAddresses::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(own -> own.getClass() == remote.getClass() && !own.isLoopbackAddress());
    } catch (SocketException e) {
      return true;
    }
  }

  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp();
    } catch (SocketException e) {
      return false;
    }
  }
}
