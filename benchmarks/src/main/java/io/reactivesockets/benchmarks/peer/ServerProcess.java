package io.reactivesockets.benchmarks.peer;

import io.reactivesockets.benchmarks.process.Runner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A server's side of the conversation with the runner, on standard input and output.
 *
 * <p>It begins with the port. {@code memory} answers {@code HEAP RSS}, both in bytes: live objects
 * after a collection, and resident pages. It ends when its input does.
 */
public final class ServerProcess {

  private static final int COLLECTIONS = 3;

  private ServerProcess() {}

  /** Serves until the runner hangs up. */
  public static void run(Peer peer, Service service, String transport) throws IOException {
    Runner runner = new Runner();
    runner.tell(Integer.toString(peer.serve(service, transport)));
    runner.serve(ServerProcess::answer);
  }

  private static String answer(String[] command) throws IOException {
    if (!command[0].equals("memory")) {
      throw new IllegalArgumentException("command: " + command[0]);
    }
    return liveBytes() + " " + residentBytes();
  }

  private static long liveBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1_024;
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }
}
