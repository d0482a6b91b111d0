package io.reactivesockets.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Starts the processes of a row, each server with the same flags. */
final class Children {

  private static final int ACCESS_FLAG_SINCE = 24;

  private final Suite suite;
  private final Plan plan;
  private final Processors processors;

  Children(Suite suite, Plan plan, Processors processors) {
    this.suite = suite;
    this.plan = plan;
    this.processors = processors;
  }

  /** What the JVM of every server is told. */
  List<String> serverOptions() {
    List<String> options = new ArrayList<>();
    options.add("-XX:+UseSerialGC");
    options.add("-Xms" + plan.heapMegabytes() + "m");
    options.add("-Xmx" + plan.heapMegabytes() + "m");
    options.add("-XX:+AlwaysPreTouch");
    options.add("-Dio.netty.leakDetection.level=" + plan.leakDetection());
    addAccessFlags(options);
    options.addAll(plan.serverArguments());
    return options;
  }

  private static void addAccessFlags(List<String> options) {
    if (Runtime.version().feature() >= ACCESS_FLAG_SINCE) {
      options.add("--sun-misc-unsafe-memory-access=allow");
      options.add("--enable-native-access=ALL-UNNAMED");
    }
  }

  Server server(Row row, Contender contender) throws IOException {
    ChildJvm jvm =
        ChildJvm.start(
            processors.serverPrefix(),
            serverOptions(),
            contender.classPath(),
            List.of(
                "server",
                suite.name(),
                row.name(),
                contender.library().name(),
                contender.transport()));
    try {
      return new Server(jvm, Integer.parseInt(jvm.next()));
    } catch (IOException | RuntimeException e) {
      jvm.close();
      throw e;
    }
  }

  Generator generator(Row row) throws IOException {
    return new Generator(
        ChildJvm.start(
            processors.loadPrefix(),
            List.of("-XX:+UseSerialGC", "-Xmx256m"),
            System.getProperty("java.class.path"),
            List.of("load", suite.name(), row.name())));
  }
}
