package io.reactivesockets.triggers.handover;

import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** Starts echo services, and reads what they say of themselves. */
final class Services {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);

  private static final Duration TO_LOOK = Duration.ofSeconds(20);

  private Services() {}

  /** Starts one that asks the one before it, if there is one. */
  static Peer start(Path directory, String dieAt) {
    return start(directory, dieAt, TIMEOUT);
  }

  static Peer start(Path directory, String dieAt, Duration patience) {
    return ChildJvm.of(
            EchoService::main, directory.resolve("handover").toString(), dieAt, patience.toString())
        .flags("-XX:TieredStopAtLevel=1")
        .lifetime(Duration.ofHours(1))
        .start();
  }

  static int portOf(Peer service) {
    return number(service, "listening (\\d+)");
  }

  /** Waits until a service has taken over; returns how many connections came along. */
  static int carriedBy(Peer service) {
    return number(service, "carried (\\d+)");
  }

  /** Waits until a service accepts as the n-th listener; returns how many connections it has. */
  static int restored(Peer service, int listener) {
    return number(service, "restored " + listener + ", connections (\\d+)");
  }

  static int number(Peer service, String line) {
    try {
      return Integer.parseInt(service.awaitLine(line, TIMEOUT).group(1));
    } catch (AssertionError late) {
      throw new AssertionError(late.getMessage() + whatAllAreDoing(), late);
    }
  }

  /** The threads of each JVM of this test: which one stands still, and where. */
  private static String whatAllAreDoing() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .map(child -> "\nprocess " + child.pid() + ":\n" + threads(child.pid()))
        .collect(Collectors.joining());
  }

  private static String threads(long pid) {
    String jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
    try {
      return Peer.command(jstack, "-l", Long.toString(pid)).run(TO_LOOK).output();
    } catch (AssertionError stopped) {
      return "it does not answer";
    }
  }
}
