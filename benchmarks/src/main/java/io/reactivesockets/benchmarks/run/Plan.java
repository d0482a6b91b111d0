package io.reactivesockets.benchmarks.run;

import io.reactivesockets.benchmarks.peer.Library;
import java.util.List;

/**
 * What to run and for how long.
 *
 * @param rows the names of the rows; empty for all
 * @param transports the transports; empty for those that work here
 * @param libraries what takes part; empty for all of the suite
 * @param earlier the class path of an earlier build, to run our own library from as well; may be
 *     empty
 * @param rounds how often each contender has its turn in a row
 * @param turnMillis how long a turn is measured
 * @param rampMillis how long the load of a turn runs before it is measured
 * @param restMillis how long nothing happens after a turn, for the sake of others on the machine
 * @param warmUpMillis how long the load runs once before the first round
 * @param memoryRounds how many servers of each contender a row of memory starts
 * @param connections how many idle connections a row of memory opens
 * @param heapMegabytes the heap of every server
 * @param leakDetection the level of Netty's leak detection, for every server
 * @param serverArguments further arguments of the JVM of every server
 * @param neighbours how many processes keep the processor of the servers busy
 */
public record Plan(
    List<String> rows,
    List<String> transports,
    List<Library> libraries,
    String earlier,
    int rounds,
    long turnMillis,
    long rampMillis,
    long restMillis,
    long warmUpMillis,
    int memoryRounds,
    int connections,
    int heapMegabytes,
    String leakDetection,
    List<String> serverArguments,
    int neighbours) {

  /** Copies the lists. */
  public Plan {
    rows = List.copyOf(rows);
    transports = List.copyOf(transports);
    libraries = List.copyOf(libraries);
    serverArguments = List.copyOf(serverArguments);
  }
}
