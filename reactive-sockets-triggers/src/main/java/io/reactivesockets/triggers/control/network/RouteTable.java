package io.reactivesockets.triggers.control.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The main routing tables of Linux, as {@code /proc/net} shows them; empty elsewhere.
 *
 * @param routes of both families
 */
record RouteTable(List<Route> routes) {

  private static final Path IPV4 = Path.of("/proc/net/route");
  private static final Path IPV6 = Path.of("/proc/net/ipv6_route");
  private static final int UP = 0x0001;
  private static final int REJECT = 0x0200;
  private static final String NO_GATEWAY4 = "00000000";
  private static final String NO_GATEWAY6 = "0".repeat(32);

  RouteTable {
    routes = List.copyOf(routes);
  }

  /** Reads files of the system; not for event loops. */
  static RouteTable read() {
    List<Route> all = new ArrayList<>();
    lines(IPV4).skip(1).map(RouteTable::ipv4).flatMap(Optional::stream).forEach(all::add);
    lines(IPV6).map(RouteTable::ipv6).flatMap(Optional::stream).forEach(all::add);
    return new RouteTable(all);
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  /** Iface Destination Gateway Flags RefCnt Use Metric Mask ...; addresses in host byte order. */
  static Optional<Route> ipv4(String line) {
    String[] columns = line.trim().split("\\s+", -1);
    if (columns.length < 8 || (Integer.parseInt(columns[3], 16) & (UP | REJECT)) != UP) {
      return Optional.empty();
    }
    int mask = Integer.reverseBytes(Integer.parseUnsignedInt(columns[7], 16));
    return Optional.of(
        new Route(
            swapped(columns[1]),
            Integer.bitCount(mask),
            columns[2].equals(NO_GATEWAY4) ? "" : text(swapped(columns[2])),
            columns[0],
            Long.parseLong(columns[6])));
  }

  /** dest len src len nexthop metric refcnt use flags iface. */
  static Optional<Route> ipv6(String line) {
    String[] columns = line.trim().split("\\s+", -1);
    if (columns.length < 10 || (Integer.parseUnsignedInt(columns[8], 16) & (UP | REJECT)) != UP) {
      return Optional.empty();
    }
    return Optional.of(
        new Route(
            bytes(columns[0]),
            Integer.parseInt(columns[1], 16),
            columns[4].equals(NO_GATEWAY6) ? "" : text(bytes(columns[4])),
            columns[9],
            Long.parseLong(columns[5], 16)));
  }

  private static List<Byte> bytes(String hex) {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : HexFormat.of().parseHex(hex)) {
      bytes.add(b);
    }
    return bytes;
  }

  private static List<Byte> swapped(String hex) {
    int value = Integer.parseUnsignedInt(hex, 16);
    return List.of((byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24));
  }

  private static String text(List<Byte> address) {
    byte[] bytes = new byte[address.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = address.get(i);
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      return HexFormat.of().formatHex(bytes);
    }
  }

  /** The route that packets to an address take: the most specific, then the cheapest. */
  Optional<Route> to(InetAddress remote) {
    byte[] address = remote.getAddress();
    return routes.stream()
        .filter(route -> route.leadsTo(address))
        .min(
            Comparator.comparingInt((Route route) -> -route.prefixLength())
                .thenComparingLong(Route::metric));
  }
}
