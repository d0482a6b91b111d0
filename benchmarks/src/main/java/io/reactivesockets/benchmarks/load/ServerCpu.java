package io.reactivesockets.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time that a process has used, user and system, as proc(5) tells it. */
final class ServerCpu {

  /** USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  private final Path stat;

  ServerCpu(long pid) {
    this.stat = Path.of("/proc", Long.toString(pid), "stat");
  }

  double seconds() throws IOException {
    String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
    // The name of the program may contain blanks; what follows its bracket does not.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
  }
}
