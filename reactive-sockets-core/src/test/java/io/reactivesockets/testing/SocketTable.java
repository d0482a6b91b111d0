package io.reactivesockets.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the kernel tells of a socket behind a descriptor: protocol, addresses and state. */
public final class SocketTable {

  private static final List<String> IP_TABLES = List.of("tcp", "tcp6", "udp", "udp6");

  /** The state of a connection both of whose directions are open. */
  public static final String ESTABLISHED = "01";

  private static final int STATE_COLUMN_IP = 3;
  private static final int INODE_COLUMN_IP = 9;
  private static final int INODE_COLUMN_UNIX = 6;

  private SocketTable() {}

  /** Returns descriptions by link target, {@code socket:[inode]}. */
  static Map<String, String> read() {
    Map<String, String> sockets = new HashMap<>();
    for (String protocol : IP_TABLES) {
      for (String[] row : rows(protocol, INODE_COLUMN_IP)) {
        sockets.put(
            target(row[INODE_COLUMN_IP]),
            "%s socket, local %s, remote %s, state %s (hexadecimal)"
                .formatted(protocol, row[1], row[2], row[STATE_COLUMN_IP]));
      }
    }
    for (String[] row : rows("unix", INODE_COLUMN_UNIX)) {
      String path = row.length > INODE_COLUMN_UNIX + 1 ? row[INODE_COLUMN_UNIX + 1] : "no path";
      sockets.put(target(row[INODE_COLUMN_UNIX]), "unix socket, " + path);
    }
    return sockets;
  }

  /** Returns the state of the end of a TCP connection that has a local port; empty without one. */
  public static Optional<String> state(int localPort, int remotePort) {
    String local = ":%04X".formatted(localPort);
    String remote = ":%04X".formatted(remotePort);
    return Stream.of("tcp", "tcp6")
        .flatMap(protocol -> rows(protocol, STATE_COLUMN_IP).stream())
        .filter(row -> row[1].endsWith(local) && row[2].endsWith(remote))
        .map(row -> row[STATE_COLUMN_IP])
        .findFirst();
  }

  private static String target(String inode) {
    return "socket:[" + inode + "]";
  }

  private static List<String[]> rows(String table, int lastColumn) {
    try {
      return Files.readAllLines(Path.of("/proc/self/net", table)).stream()
          .skip(1)
          .map(line -> line.trim().split("\\s+"))
          .filter(row -> row.length > lastColumn)
          .toList();
    } catch (IOException absent) {
      return List.of(); // a kernel without this protocol: the inode alone has to do
    }
  }
}
