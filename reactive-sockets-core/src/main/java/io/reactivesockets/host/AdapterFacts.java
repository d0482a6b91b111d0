package io.reactivesockets.host;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** What was read about an adapter at one moment. */
record AdapterFacts(
    UUID id,
    String displayName,
    int index,
    OptionalInt ianaInterfaceType,
    OptionalLong maxBitsPerSecond,
    OptionalInt maximumTransmissionUnit,
    boolean up,
    boolean loopback,
    boolean multicast,
    List<Address> addresses) {

  AdapterFacts {
    addresses = List.copyOf(addresses);
  }

  /** An address with the length of its network's prefix. */
  record Address(HostName host, OptionalInt prefixLength) {}
}
