package io.reactivesockets.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the kernel tells of a socket behind a descriptor: protocol, addresses and state. */
final class SocketTable {

  private static final List<String> IP_TABLES = List.of("tcp", "tcp6", "udp", "udp6");
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
                .formatted(protocol, row[1], row[2], row[3]));
      }
    }
    for (String[] row : rows("unix", INODE_COLUMN_UNIX)) {
      String path = row.length > INODE_COLUMN_UNIX + 1 ? row[INODE_COLUMN_UNIX + 1] : "no path";
      sockets.put(target(row[INODE_COLUMN_UNIX]), "unix socket, " + path);
    }
    return sockets;
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
