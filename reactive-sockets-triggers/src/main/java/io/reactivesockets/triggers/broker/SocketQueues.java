package io.reactivesockets.triggers.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much the kernel keeps unread for TCP sockets, by their inodes; blocks while it looks. */
final class SocketQueues {

  private static final Logger LOG = LoggerFactory.getLogger(SocketQueues.class);
  private static final Path[] TABLES = {Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6")};
  private static final int QUEUES = 4;
  private static final int INODE = 9;
  private static final int HEX = 16;

  private final Map<String, Long> unread = new HashMap<>();

  private SocketQueues() {}

  /** Looks these sockets up. */
  static SocketQueues read(Set<String> inodes) {
    SocketQueues queues = new SocketQueues();
    for (Path table : TABLES) {
      try (Stream<String> lines = Files.lines(table)) {
        lines.skip(1).forEach(line -> queues.take(line, inodes));
      } catch (IOException e) {
        LOG.debug("no {}", table, e);
      }
    }
    return queues;
  }

  /** Returns the inode of a descriptor of this process. */
  static Optional<String> inode(int descriptor) {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return link.startsWith("socket:[")
          ? Optional.of(link.substring("socket:[".length(), link.length() - 1))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns how much is unread, the peer's FIN counted as one byte; empty if nobody knows. */
  OptionalLong unread(String inode) {
    Long bytes = unread.get(inode);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  private void take(String line, Set<String> inodes) {
    String[] columns = line.trim().split(" +", -1);
    if (columns.length > INODE && inodes.contains(columns[INODE])) {
      String received = columns[QUEUES].substring(columns[QUEUES].indexOf(':') + 1);
      unread.put(columns[INODE], Long.parseLong(received, HEX));
    }
  }
}
