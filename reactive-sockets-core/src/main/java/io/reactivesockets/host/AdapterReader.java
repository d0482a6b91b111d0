package io.reactivesockets.host;

import io.reactivesockets.host.AdapterFacts.Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Asks the operating system about an adapter. */
final class AdapterReader {
  private static final int MAX_IPV4_PREFIX = 32;
  private static final int MAX_IPV6_PREFIX = 128;

  private AdapterReader() {}

  /** Returns the adapter, or nothing if it went away while being asked about. */
  static Optional<NetworkAdapter> read(NetworkInterface network) {
    SysfsLink link = SysfsLink.of(network.getName());
    try {
      int mtu = network.getMTU();
      AdapterFacts facts =
          new AdapterFacts(
              id(network),
              displayName(network),
              Math.max(network.getIndex(), 0),
              link.ianaInterfaceType(),
              link.bitsPerSecond(),
              mtu > 0 ? OptionalInt.of(mtu) : OptionalInt.empty(),
              network.isUp(),
              network.isLoopback(),
              network.supportsMulticast(),
              addresses(network));
      return Optional.of(new NetworkAdapter(network.getName(), facts));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static UUID id(NetworkInterface network) throws SocketException {
    byte[] hardware = network.getHardwareAddress();
    String seed = network.getName() + "/" + (hardware == null ? "" : Arrays.toString(hardware));
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
  }

  private static String displayName(NetworkInterface network) {
    String name = network.getDisplayName();
    return name == null ? network.getName() : name;
  }

  private static List<Address> addresses(NetworkInterface network) {
    return network.getInterfaceAddresses().stream().map(AdapterReader::address).toList();
  }

  private static Address address(InterfaceAddress own) {
    HostName host = HostName.of(own.getAddress());
    int max = host.type() == HostNameType.IPV4 ? MAX_IPV4_PREFIX : MAX_IPV6_PREFIX;
    int length = own.getNetworkPrefixLength();
    boolean known = length >= 0 && length <= max;
    return new Address(host, known ? OptionalInt.of(length) : OptionalInt.empty());
  }
}
