package io.reactivesockets.host;

import io.reactivesockets.error.SocketOperationException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host: a domain name, an IPv4 or IPv6 address, or a Bluetooth device. Nothing is looked up to
 * make one.
 *
 * <p>Accepted are
 *
 * <ul>
 *   <li>IPv4 in dotted decimal, four numbers without leading zeros: {@code 192.0.2.1};
 *   <li>IPv6 (<a href="https://www.rfc-editor.org/rfc/rfc4291">RFC 4291</a>), with or without
 *       brackets and zone: {@code 2001:db8::1}, {@code [fe80::1%eth0]}; between brackets the zone
 *       may follow {@code %25} as in URIs;
 *   <li>domain names, internationalised ones in Unicode or {@code xn--} form, with or without a
 *       trailing dot; labels of letters, digits, hyphens and underscores, 1 to 63 characters each,
 *       253 in all; internationalised ones follow IDNA 2003 (<a
 *       href="https://www.rfc-editor.org/rfc/rfc3490">RFC 3490</a>) as {@link java.net.IDN} does,
 *       so that {@code ß} is {@code ss};
 *   <li>Bluetooth hardware addresses, {@code 00:1A:7D:DA:71:13}, also in parentheses.
 * </ul>
 *
 * <p>Octal, hexadecimal, short and integer forms of IPv4 ({@code 0177.1}, {@code 0x7f.1}, {@code
 * 127.1}, {@code 2130706433}) are refused: some resolvers read them as addresses, so that a name
 * which looks harmless may lead to this machine. The same holds for whatever ends in a number
 * without being an address.
 *
 * <p>Two host names are equal if their canonical names are.
 */
public final class HostName {
  private final String rawName;
  private final HostNameType type;
  private final String canonicalName;
  private final String displayName;
  private final boolean absolute;
  private final @Nullable IpInformation ipInformation;

  HostName(
      String rawName,
      HostNameType type,
      String canonicalName,
      String displayName,
      boolean absolute,
      @Nullable IpInformation ipInformation) {
    this.rawName = rawName;
    this.type = type;
    this.canonicalName = canonicalName;
    this.displayName = displayName;
    this.absolute = absolute;
    this.ipInformation = ipInformation;
  }

  /**
   * Returns the host of a name.
   *
   * @param name the name or address
   * @return the host
   * @throws IllegalArgumentException if it is none of the accepted forms
   */
  public static HostName of(String name) {
    return HostNameParser.parse(Objects.requireNonNull(name, "name"));
  }

  /**
   * Returns the host of an address; its own name, if it has one, plays no part.
   *
   * @param address the address
   * @return the host, with the zone if the address has one
   */
  public static HostName of(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length == Ipv4Literal.LENGTH) {
      String literal = Ipv4Literal.format(octets);
      return new HostName(literal, HostNameType.IPV4, literal, literal, false, null);
    }
    String zone = address instanceof Inet6Address inet6 ? Ipv6Literal.zoneOf(inet6) : "";
    String literal = Ipv6Literal.format(octets, zone);
    return new HostName(literal, HostNameType.IPV6, literal, literal, false, null);
  }

  /**
   * Compares two names as the hosts they are.
   *
   * @param name1 a name
   * @param name2 another name
   * @return 0 if their canonical names are equal, else less or more than 0 in the order of these
   * @throws IllegalArgumentException if one of them is not a host name
   */
  public static int compare(String name1, String name2) {
    return of(name1).canonicalName.compareTo(of(name2).canonicalName);
  }

  /**
   * Returns the name as it was given.
   *
   * @return the name
   */
  public String rawName() {
    return rawName;
  }

  /**
   * Returns the name in the one form used for comparing.
   *
   * @return a domain name in lower case and ASCII without trailing dot; an IPv6 address as in <a
   *     href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a>, without brackets; a Bluetooth
   *     address in upper case
   */
  public String canonicalName() {
    return canonicalName;
  }

  /**
   * Returns the name for people to read: a domain name in Unicode, all else as in {@link
   * #canonicalName()}.
   *
   * @return the name; of an unknown origin, it may look like another one
   */
  public String displayName() {
    return displayName;
  }

  /**
   * Returns the name to ask a resolver for.
   *
   * @return the canonical name, with a trailing dot if it was given with one, which keeps search
   *     domains out
   */
  public String lookupName() {
    return absolute ? canonicalName + "." : canonicalName;
  }

  /**
   * Returns the kind of name.
   *
   * @return the kind
   */
  public HostNameType type() {
    return type;
  }

  /**
   * Returns the adapter and prefix of a local address.
   *
   * @return the information, empty unless this host comes from {@link
   *     NetworkInformation#hostNames()} or a {@link NetworkAdapter}
   */
  public Optional<IpInformation> ipInformation() {
    return Optional.ofNullable(ipInformation);
  }

  /**
   * Returns the address that this name spells out, without any lookup of names.
   *
   * <p>An IPv4-mapped IPv6 address becomes the IPv4 address that the system would use. The zone of
   * an IPv6 address becomes the number of that network interface.
   *
   * @return the address, empty for a domain name or a Bluetooth device
   * @throws SocketOperationException with status {@code HOST_NOT_FOUND} if the zone names no
   *     network interface of this machine
   */
  public Optional<InetAddress> toInetAddress() {
    return switch (type) {
      case IPV4 -> Optional.of(Ipv4Literal.toAddress(canonicalName));
      case IPV6 -> Optional.of(Ipv6Literal.toAddress(canonicalName));
      case DOMAIN_NAME, BLUETOOTH -> Optional.empty();
    };
  }

  HostName with(IpInformation information) {
    return new HostName(rawName, type, canonicalName, displayName, absolute, information);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HostName host && canonicalName.equals(host.canonicalName);
  }

  @Override
  public int hashCode() {
    return canonicalName.hashCode();
  }

  /**
   * Returns the canonical name.
   *
   * @return the canonical name
   */
  @Override
  public String toString() {
    return canonicalName;
  }
}
