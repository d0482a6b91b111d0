package io.reactivesockets.triggers.control.network;

import java.util.List;

/**
 * A row of the kernel's routing table.
 *
 * @param network the first address of the destinations
 * @param prefixLength how many bits of it count
 * @param gateway the next host, empty text if the destinations are on the link
 * @param device the name of the adapter
 * @param metric the lower is preferred
 */
record Route(List<Byte> network, int prefixLength, String gateway, String device, long metric) {

  Route {
    network = List.copyOf(network);
  }

  boolean leadsTo(byte[] address) {
    if (address.length != network.size()) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((address[bit >> 3] & mask) != (network.get(bit >> 3) & mask)) {
        return false;
      }
    }
    return true;
  }
}
