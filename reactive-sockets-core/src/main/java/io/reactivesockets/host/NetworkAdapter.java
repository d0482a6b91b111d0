package io.reactivesockets.host;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A network adapter of this machine, as it was when asked for.
 *
 * <p>The static methods ask the operating system and read files that describe its devices: do not
 * call them on an event loop. Two snapshots are equal if nothing about the adapter changed.
 */
public final class NetworkAdapter {
  private final String name;
  private final AdapterFacts facts;
  private final List<HostName> hostNames;

  NetworkAdapter(String name, AdapterFacts facts) {
    this.name = name;
    this.facts = facts;
    this.hostNames =
        facts.addresses().stream()
            .map(a -> a.host().with(new IpInformation(this, a.prefixLength())))
            .toList();
  }

  /**
   * Returns the adapters of this machine.
   *
   * @return the adapters in the order of their index, an immutable list
   */
  public static List<NetworkAdapter> all() {
    try {
      Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
      return all == null
          ? List.of()
          : Collections.list(all).stream()
              .map(AdapterReader::read)
              .flatMap(Optional::stream)
              .sorted((a, b) -> Integer.compare(a.index(), b.index()))
              .toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  /**
   * Returns the adapter of a name.
   *
   * @param name the name that the operating system uses, such as {@code eth0}
   * @return the adapter, empty if there is none of that name
   */
  public static Optional<NetworkAdapter> byName(String name) {
    try {
      return Optional.ofNullable(NetworkInterface.getByName(name)).flatMap(AdapterReader::read);
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the adapter that has a local address.
   *
   * @param local the address
   * @return the adapter, empty if none has it or it is no address
   */
  public static Optional<NetworkAdapter> of(HostName local) {
    return all().stream().filter(adapter -> adapter.hasAddress(local)).findFirst();
  }

  private boolean hasAddress(HostName local) {
    String wanted = withoutZone(local);
    boolean anyZone = wanted.equals(local.canonicalName());
    return hostNames.stream()
        .anyMatch(own -> own.equals(local) || (anyZone && withoutZone(own).equals(wanted)));
  }

  private static String withoutZone(HostName host) {
    int percent = host.canonicalName().indexOf('%');
    return percent < 0 ? host.canonicalName() : host.canonicalName().substring(0, percent);
  }

  /**
   * Returns an id that stays the same while the adapter keeps its name and hardware address.
   *
   * @return the id
   */
  public UUID id() {
    return facts.id();
  }

  /**
   * Returns the name that the operating system uses.
   *
   * @return the name, such as {@code eth0}
   */
  public String name() {
    return name;
  }

  /**
   * Returns a name for people.
   *
   * @return the name, on Linux the same as {@link #name()}
   */
  public String displayName() {
    return facts.displayName();
  }

  /**
   * Returns the number that the operating system uses.
   *
   * @return the index, 1 or more; 0 if it has none
   */
  public int index() {
    return facts.index();
  }

  /**
   * Returns the kind of adapter as a number of the <a
   * href="https://www.iana.org/assignments/ianaiftype-mib/ianaiftype-mib">IANA registry</a>: 6
   * Ethernet, 24 loopback, 71 wireless LAN, 131 tunnel, 23 PPP, 1 other.
   *
   * @return the number, empty if the system does not tell
   */
  public OptionalInt ianaInterfaceType() {
    return facts.ianaInterfaceType();
  }

  /**
   * Returns what the link can carry towards this machine, in bits per second.
   *
   * @return the maximum, usually far above what is reached; empty if the system does not tell
   */
  public OptionalLong inboundMaxBitsPerSecond() {
    return facts.maxBitsPerSecond();
  }

  /**
   * Returns what the link can carry away from this machine, in bits per second.
   *
   * @return the maximum, usually far above what is reached; empty if the system does not tell
   */
  public OptionalLong outboundMaxBitsPerSecond() {
    return facts.maxBitsPerSecond();
  }

  /**
   * Returns the largest packet that the link carries, in bytes.
   *
   * @return the maximum transmission unit, empty if the system does not tell
   */
  public OptionalInt maximumTransmissionUnit() {
    return facts.maximumTransmissionUnit();
  }

  /**
   * Tells whether the adapter is up.
   *
   * @return {@code true} if it is up
   */
  public boolean isUp() {
    return facts.up();
  }

  /**
   * Tells whether the adapter leads back to this machine.
   *
   * @return {@code true} for a loopback adapter
   */
  public boolean isLoopback() {
    return facts.loopback();
  }

  /**
   * Tells whether the adapter takes part in multicast.
   *
   * @return {@code true} if groups can be joined on it
   */
  public boolean supportsMulticast() {
    return facts.multicast();
  }

  /**
   * Returns the addresses of the adapter, each with its {@link HostName#ipInformation()}.
   *
   * @return the addresses, an immutable list
   */
  public List<HostName> hostNames() {
    return hostNames;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NetworkAdapter adapter
        && name.equals(adapter.name)
        && facts.equals(adapter.facts);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /**
   * Returns name and addresses.
   *
   * @return for instance {@code eth0 [192.0.2.7]}
   */
  @Override
  public String toString() {
    return name + " " + hostNames;
  }
}
