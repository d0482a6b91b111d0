package io.reactivesockets.benchmarks.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gives the servers one processor and the load generator another, by taskset(1). */
final class Processors {

  private final boolean pinning;
  private final int forLoad;
  private final int forServer;

  private Processors(boolean pinning, int forLoad, int forServer) {
    this.pinning = pinning;
    this.forLoad = forLoad;
    this.forServer = forServer;
  }

  /** Looks at what this process may use: the first is for the load, the last for the servers. */
  static Processors ofThisProcess() throws IOException {
    List<Integer> allowed = allowed();
    return new Processors(hasTaskset(), allowed.get(0), allowed.get(allowed.size() - 1));
  }

  private static List<Integer> allowed() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("Cpus_allowed_list:")) {
        return parse(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    throw new IOException("no Cpus_allowed_list in /proc/self/status");
  }

  /** Reads a list such as {@code 0-3,8}. */
  static List<Integer> parse(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int n = Integer.parseInt(ends[0]); n <= last; n++) {
        numbers.add(n);
      }
    }
    return numbers;
  }

  private static boolean hasTaskset() {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, "taskset"))) {
        return true;
      }
    }
    return false;
  }

  List<String> loadPrefix() {
    return prefix(forLoad);
  }

  List<String> serverPrefix() {
    return prefix(forServer);
  }

  private List<String> prefix(int processor) {
    return pinning ? List.of("taskset", "-c", Integer.toString(processor)) : List.of();
  }

  @Override
  public String toString() {
    if (!pinning) {
      return "processes not pinned (no taskset)";
    }
    return "server on CPU "
        + forServer
        + ", load on CPU "
        + forLoad
        + (forServer == forLoad ? " (there is only one: the load disturbs the server)" : "");
  }
}
