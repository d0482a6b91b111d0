package io.reactivesockets.samples.rsock;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the tests start the tool. */
final class RsockProcess {

  /** What a command may take on a slow machine; none of them needs it. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Path JAR = Path.of("target", "rsock.jar");

  private RsockProcess() {}

  /** The command line that runs the packaged tool. */
  static List<String> command(List<String> jvmFlags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-jar");
    command.add(JAR.toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    return command;
  }

  static Peer.Builder rsock(String... arguments) {
    return Peer.command(command(List.of("-Xmx128m"), arguments)).lifetime(Duration.ofMinutes(3));
  }

  static Finished run(String... arguments) {
    return rsock(arguments).run(LIMIT);
  }

  /** Waits for the first line of a listener. Returns the port. */
  static String portOf(Peer listener) {
    return listener.awaitLine("^listening .*:(\\d+)$", LIMIT).group(1);
  }
}
