package io.reactivesockets.benchmarks.run;

import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells what a figure depends on besides the code. */
final class Environment {

  private Environment() {}

  static String describe(Children children, Processors processors, Plan plan) throws IOException {
    return String.join(
        "\n",
        "JDK "
            + System.getProperty("java.vm.version")
            + " ("
            + System.getProperty("java.vm.name")
            + "), Linux "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + processorModel()
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " CPUs",
        "Netty "
            + nettyVersion()
            + ", one event loop a server; "
            + processors
            + (plan.neighbours() == 0 ? "" : ", which has busy neighbours: " + plan.neighbours()),
        "server JVM: " + String.join(" ", children.serverOptions()),
        plan.rounds()
            + " rounds of "
            + plan.turnMillis()
            + " ms a turn after "
            + plan.warmUpMillis()
            + " ms of warm-up; ratios are medians of paired rounds"
            + " (min–max)");
  }

  private static String nettyVersion() {
    Version version = Version.identify().get("netty-transport");
    return version == null ? "of unknown version" : version.artifactVersion();
  }

  private static String processorModel() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return "unknown processor";
  }
}
