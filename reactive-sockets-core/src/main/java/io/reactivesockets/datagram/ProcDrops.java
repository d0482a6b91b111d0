package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Reads the count of dropped datagrams from the tables of UDP sockets that Linux shows as files,
 * for channels that cannot ask the socket itself. A port that several sockets share is not told
 * apart, and then there is no count.
 */
final class ProcDrops implements KernelDrops {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/udp"), Path.of("/proc/self/net/udp6"));

  private final Channel channel;

  ProcDrops(Channel channel) {
    this.channel = channel;
  }

  static boolean isAvailable() {
    return Files.isReadable(TABLES.get(0));
  }

  @Override
  public OptionalLong read() {
    if (!channel.isOpen() || !(channel.localAddress() instanceof InetSocketAddress local)) {
      return OptionalLong.empty();
    }
    OptionalLong found = OptionalLong.empty();
    for (Path table : TABLES) {
      try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
        String line = lines.readLine(); // the heading
        while ((line = lines.readLine()) != null) {
          String[] fields = line.strip().split(" +", -1);
          if (fields.length > 12 && matches(fields[1], local)) {
            if (found.isPresent()) {
              return OptionalLong.empty();
            }
            found = OptionalLong.of(Long.parseLong(fields[12]));
          }
        }
      } catch (IOException notToBeHad) {
        // The other family may be there.
      }
    }
    return found;
  }

  /** Compares {@code 0100007F:1F90} with an address: words in the order of the machine, in hex. */
  private static boolean matches(String entry, InetSocketAddress local) {
    int colon = entry.indexOf(':');
    if (Integer.parseInt(entry, colon + 1, entry.length(), 16) != local.getPort()) {
      return false;
    }
    String address = entry.substring(0, colon);
    InetAddress own = local.getAddress();
    if (own.isAnyLocalAddress()) {
      return address.chars().allMatch(digit -> digit == '0');
    }
    String wanted = words(own.getAddress());
    return address.equals(wanted) || address.equals("0000000000000000" + mapped() + wanted);
  }

  private static String mapped() {
    return words(new byte[] {0, 0, -1, -1});
  }

  private static String words(byte[] octets) {
    ByteBuffer network = ByteBuffer.wrap(octets);
    ByteBuffer machine = ByteBuffer.allocate(octets.length);
    while (network.hasRemaining()) {
      // What the kernel prints is the word as this machine reads it.
      machine.putInt(network.order(ByteOrder.nativeOrder()).getInt());
    }
    return HexFormat.of().formatHex(machine.array()).toUpperCase(Locale.ROOT);
  }
}
