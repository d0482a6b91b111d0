package io.reactivesockets.error;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/** What this machine knows of its own addresses. */
final class LocalAddresses {
  private static final byte ALL_ONES = (byte) 0xff;

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

  static boolean isBroadcast(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length != 4) {
      return false;
    }
    if (octets[0] == ALL_ONES
        && octets[1] == ALL_ONES
        && octets[2] == ALL_ONES
        && octets[3] == ALL_ONES) {
      return true;
    }
    try {
      for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InterfaceAddress own : network.getInterfaceAddresses()) {
          if (address.equals(own.getBroadcast())) {
            return true;
          }
        }
      }
    } catch (SocketException e) {
      return false;
    }
    return false;
  }
}
