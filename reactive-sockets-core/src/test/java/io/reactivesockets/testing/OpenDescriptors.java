package io.reactivesockets.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The sockets, pipes and files that this process holds open (Linux; elsewhere nothing is seen).
 *
 * <p>Passed over is what belongs to the JVM or to an event loop rather than to a test: the
 * anonymous inodes of epoll, eventfd, timerfd and io_uring (a loop left behind shows as a thread),
 * devices, and the files classes are loaded from.
 */
final class OpenDescriptors implements Watch {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Pattern OF_THE_JVM =
      Pattern.compile(
          "anon_inode:.*|/dev/.*|/proc/.*|/sys/.*|.*\\.jar|.*\\.so|.*/surefire.*|"
              + Pattern.quote(System.getProperty("java.home"))
              + "/.*");

  private final Map<String, String> before = open();

  /** By number and target, for numbers come again. */
  private final Map<Map.Entry<String, String>, String> firstSeen = new HashMap<>();

  /** Makes the JVM open the descriptors that it keeps for good, so that no test is charged. */
  static void install() {
    try {
      SocketChannel.open().close(); // the JDK keeps one half of a socket pair for closing others
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterTest(String test) {
    added()
        .forEach(
            (descriptor, target) -> firstSeen.putIfAbsent(Map.entry(descriptor, target), test));
  }

  @Override
  public List<String> leftovers() {
    Map<String, String> added = added();
    if (added.isEmpty()) {
      return List.of();
    }
    Map<String, String> sockets = SocketTable.read();
    List<String> left = new ArrayList<>();
    added.forEach(
        (descriptor, target) ->
            left.add(
                "descriptor %s left open: %s, first seen after %s"
                    .formatted(
                        descriptor,
                        sockets.getOrDefault(target, target),
                        firstSeen.getOrDefault(Map.entry(descriptor, target), "the last test"))));
    return left;
  }

  private Map<String, String> added() {
    Map<String, String> now = open();
    now.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
    return now;
  }

  private static Map<String, String> open() {
    Map<String, String> open = new TreeMap<>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return open;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path entry : entries) {
        read(entry, open);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open;
  }

  private static void read(Path entry, Map<String, String> open) throws IOException {
    try {
      String target = Files.readSymbolicLink(entry).toString();
      if (!OF_THE_JVM.matcher(target).matches()) {
        open.put(entry.getFileName().toString(), target);
      }
    } catch (NoSuchFileException closedMeanwhile) {
      // Listing and reading are two steps; what is closed between them is not open.
    }
  }
}
