package io.reactivesockets.benchmarks;

import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.run.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The options of a suite, as the command line gives them. */
final class Options {

  static final String USAGE =
      """
      usage: java -jar benchmarks.jar SUITE [options]     (suites: tcp, udp, tls-jdk,
                                                        tls-boringssl, ws, ws-client)
             java -jar benchmarks.jar jmh [options of JMH]

        --rows A,B          only these rows
        --transports A,B    only these of nio, epoll, io_uring
        --libraries A,B     only these of the suite's; ratios are over the first
        --against JAR       our library from another build, too
        --rounds N          how often each has its turn (default 15)
        --turn MS           how long a turn is measured (default 1000)
        --rest MS           how long nothing happens after a turn (default 0)
        --warm-up MS        how long each server is warmed up (default 5000)
        --memory-rounds N   how often memory is measured (default 3)
        --connections N     how many idle connections for that (default 10000)
        --leak-detection L  Netty's level for every server (default disabled)
        --server-arg ARG    one more argument of every server's JVM; may be repeated
        --neighbours N      processes that keep the servers' processor busy, so that no load is
                            too small for a server (default none)
        --smoke             all rows for a moment: shows that they run, measures nothing

      The suites ws and ws-client are brief by themselves: see docs/performance.md.
      """;

  private List<String> rows = List.of();
  private List<String> transports = List.of();
  private List<Library> libraries = List.of();
  private String earlier = "";
  private int rounds = 15;
  private long turnMillis = 1_000;
  private long rampMillis = 150;
  private long restMillis;
  private long warmUpMillis = 5_000;
  private int memoryRounds = 3;
  private int connections = 10_000;
  private int heapMegabytes = 512;
  private String leakDetection = "disabled";
  private final List<String> serverArguments = new ArrayList<>();
  private int neighbours;

  private Options() {}

  static Options parse(String[] arguments) {
    Options options = new Options();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--smoke")) {
        options.beBrief();
      } else if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + ": unknown, or without its value");
      } else {
        options.set(arguments[i], arguments[++i]);
      }
    }
    return options;
  }

  private void beBrief() {
    rounds = 1;
    turnMillis = 50;
    rampMillis = 10;
    warmUpMillis = 50;
    memoryRounds = 1;
    connections = 100;
    heapMegabytes = 64;
    serverArguments.add("-XX:TieredStopAtLevel=1");
  }

  private void set(String option, String value) {
    switch (option) {
      case "--rows" -> rows = words(value);
      case "--transports" -> transports = words(value);
      case "--libraries" -> libraries = words(value).stream().map(Options::library).toList();
      case "--against" -> earlier = value;
      case "--rounds" -> rounds = positive(option, value);
      case "--turn" -> turnMillis = positive(option, value);
      case "--rest" -> restMillis = positive(option, value);
      case "--warm-up" -> warmUpMillis = positive(option, value);
      case "--memory-rounds" -> memoryRounds = positive(option, value);
      case "--connections" -> connections = positive(option, value);
      case "--leak-detection" -> leakDetection = value;
      case "--server-arg" -> serverArguments.add(value);
      case "--neighbours" -> neighbours = positive(option, value);
      default -> throw new IllegalArgumentException(option + ": unknown option");
    }
  }

  private static List<String> words(String value) {
    return Arrays.asList(value.split(",", -1));
  }

  private static Library library(String label) {
    return Arrays.stream(Library.values())
        .filter(library -> library.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--libraries: "
                        + label
                        + " (expected: of "
                        + Arrays.stream(Library.values()).map(Library::label).toList()
                        + ")"));
  }

  private static int positive(String option, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as any other value that is no number above zero.
    }
    throw new IllegalArgumentException(option + ": " + value + " (expected: a number above 0)");
  }

  Plan plan() {
    return new Plan(
        rows,
        transports,
        libraries,
        earlier,
        rounds,
        turnMillis,
        rampMillis,
        restMillis,
        warmUpMillis,
        memoryRounds,
        connections,
        heapMegabytes,
        leakDetection,
        serverArguments,
        neighbours);
  }
}
