package io.reactivesockets.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes that keep the processor of the servers busy, so that a server has a part of it only and
 * is loaded beyond that, where the load generator would be the slower side.
 */
final class Neighbours {

  private final List<Process> processes = new ArrayList<>();

  private Neighbours() {}

  static Neighbours start(int count, Processors processors) throws IOException {
    Neighbours neighbours = new Neighbours();
    try {
      for (int i = 0; i < count; i++) {
        List<String> command = new ArrayList<>(processors.serverPrefix());
        command.addAll(List.of("sh", "-c", "while kill -0 $PPID; do :; done"));
        neighbours.processes.add(new ProcessBuilder(command).start());
      }
    } catch (IOException e) {
      neighbours.end();
      throw e;
    }
    return neighbours;
  }

  void end() {
    processes.forEach(Process::destroyForcibly);
  }
}
