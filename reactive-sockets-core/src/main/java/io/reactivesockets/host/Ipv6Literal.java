package io.reactivesockets.host;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IPv6 addresses as text, with zones. */
final class Ipv6Literal {
  static final int LENGTH = 16;

  private static final Pattern ZONE = Pattern.compile("[^\\s/%\\[\\]\\p{Cntrl}]{1,64}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final String URI_ZONE = "25";
  private static final String EXPECTED =
      "an IPv6 address such as 2001:db8::1, fe80::1%eth0 or [2001:db8::1]";

  private Ipv6Literal() {}

  static String canonical(String name) {
    boolean bracketed = name.startsWith("[");
    if (bracketed && (!name.endsWith("]") || name.length() < 2)) {
      throw HostNameParser.refused(name, EXPECTED);
    }
    String literal = bracketed ? name.substring(1, name.length() - 1) : name;
    int percent = literal.indexOf('%');
    String address = percent < 0 ? literal : literal.substring(0, percent);
    String zone = percent < 0 ? "" : zone(name, literal.substring(percent + 1), bracketed);
    byte @Nullable [] octets = Ipv6Parser.parse(address);
    if (octets == null) {
      throw HostNameParser.refused(name, EXPECTED);
    }
    return format(octets, zone);
  }

  private static String zone(String name, String text, boolean bracketed) {
    boolean escaped = bracketed && text.startsWith(URI_ZONE) && text.length() > URI_ZONE.length();
    String zone = escaped ? text.substring(URI_ZONE.length()) : text;
    if (!ZONE.matcher(zone).matches()) {
      throw HostNameParser.refused(name, EXPECTED);
    }
    return zone;
  }

  /**
   * Returns the name of the interface, or its number if it has gone; nothing where a zone means
   * nothing, though the JDK notes the interface of every local address.
   */
  static String zoneOf(Inet6Address address) {
    boolean zoned =
        address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMCLinkLocal()
            || address.isMCNodeLocal();
    if (!zoned) {
      return "";
    }
    NetworkInterface network = address.getScopedInterface();
    if (network != null) {
      return network.getName();
    }
    if (address.getScopeId() == 0) {
      return "";
    }
    try {
      NetworkInterface byIndex = NetworkInterface.getByIndex(address.getScopeId());
      return byIndex == null ? Integer.toString(address.getScopeId()) : byIndex.getName();
    } catch (SocketException e) {
      return Integer.toString(address.getScopeId());
    }
  }

  static String format(byte[] octets, String zone) {
    String address = Ipv6Format.format(octets);
    return zone.isEmpty() ? address : address + "%" + zone;
  }

  static InetAddress toAddress(String canonical) {
    int percent = canonical.indexOf('%');
    byte @Nullable [] octets =
        Ipv6Parser.parse(percent < 0 ? canonical : canonical.substring(0, percent));
    if (octets == null) {
      throw new AssertionError(canonical);
    }
    try {
      return percent < 0
          ? InetAddress.getByAddress(octets)
          : Inet6Address.getByAddress(
              null, octets, scope(canonical, canonical.substring(percent + 1)));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static int scope(String canonical, String zone) {
    try {
      NetworkInterface network = NetworkInterface.getByName(zone);
      if (network != null) {
        return network.getIndex();
      }
    } catch (SocketException e) {
      throw noSuchZone(canonical, zone, e);
    }
    if (NUMBER.matcher(zone).matches()) {
      return Integer.parseInt(zone);
    }
    throw noSuchZone(canonical, zone, null);
  }

  private static SocketOperationException noSuchZone(
      String canonical, String zone, @Nullable Throwable cause) {
    return SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
        .status(SocketErrorStatus.HOST_NOT_FOUND)
        .target(canonical)
        .reason("no network interface " + zone)
        .hint("name an interface of this machine after the % sign")
        .cause(cause)
        .build();
  }
}
