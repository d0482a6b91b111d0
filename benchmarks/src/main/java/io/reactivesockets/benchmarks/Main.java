package io.reactivesockets.benchmarks;

import io.reactivesockets.benchmarks.load.LoadProcess;
import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.peer.ServerProcess;
import io.reactivesockets.benchmarks.run.Row;
import io.reactivesockets.benchmarks.run.Suite;
import io.reactivesockets.benchmarks.run.SuiteRun;
import io.reactivesockets.benchmarks.tcp.TcpSuite;
import io.reactivesockets.benchmarks.tls.TlsSuite;
import io.reactivesockets.benchmarks.udp.UdpSuite;
import io.reactivesockets.benchmarks.ws.WsClientSuite;
import io.reactivesockets.benchmarks.ws.WsSuite;
import io.reactivesockets.tls.TlsEngine;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The command line: a suite of load runs, or JMH. */
public final class Main {

  private static final List<Suite> SUITES =
      List.of(
          new TcpSuite(),
          new TlsSuite(TlsEngine.JDK),
          new TlsSuite(TlsEngine.BORINGSSL),
          new UdpSuite(),
          new WsSuite(),
          new WsClientSuite());

  private Main() {}

  /**
   * Runs what the first word says: a suite, {@code jmh}, or one of the processes that a suite
   * starts.
   *
   * @param arguments see {@link Options#USAGE}
   * @throws IOException if a process could not be started or did not answer
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      System.err.println(Options.USAGE);
      System.exit(2);
    }
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    switch (arguments[0]) {
      case "jmh" -> org.openjdk.jmh.Main.main(rest);
      case "server" -> serve(rest[0], rest[1], rest[2], rest[3]);
      case "load" -> load(suite(rest[0]).row(rest[1]));
      default -> runSuite(arguments[0], rest);
    }
  }

  private static void serve(String suiteName, String rowName, String library, String transport)
      throws IOException {
    Suite suite = suite(suiteName);
    Row row = suite.row(rowName);
    ServerProcess.run(suite.peer(Library.valueOf(library)), row.service(), transport);
    // Peers have threads that are no daemons.
    System.exit(0);
  }

  private static void load(Row row) throws IOException {
    new LoadProcess(row.load(), row.holding()).run();
  }

  private static void runSuite(String name, String[] arguments) throws IOException {
    Suite suite;
    Options options;
    try {
      suite = suite(name);
      options = Options.parse(withDefaults(suite, arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Options.USAGE);
      System.exit(2);
      return;
    }
    new SuiteRun(suite, options.plan(), System.out).run();
  }

  private static String[] withDefaults(Suite suite, String[] arguments) {
    return Stream.concat(suite.defaults().stream(), Arrays.stream(arguments))
        .toArray(String[]::new);
  }

  private static Suite suite(String name) {
    return SUITES.stream()
        .filter(suite -> suite.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "suite: "
                        + name
                        + " (expected: one of "
                        + SUITES.stream().map(Suite::name).toList()
                        + ", or jmh)"));
  }
}
