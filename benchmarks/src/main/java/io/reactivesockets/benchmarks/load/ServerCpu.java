package io.reactivesockets.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor time that a process uses, user and system, as proc(5) tells it: of each thread in
 * nanoseconds where the kernel says so, else of all in ticks.
 */
final class ServerCpu {

  /** USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final Pattern RUNTIME =
      Pattern.compile("(?m)^se\\.sum_exec_runtime\\s*:\\s*([0-9.]+)$");
  private static final double MILLIS = 1_000;
  private static final String ALL_THREADS = "";

  private final Path process;
  private final boolean exact;
  private final Map<String, Double> start = new HashMap<>();

  ServerCpu(long pid) {
    process = Path.of("/proc", Long.toString(pid));
    exact = Files.exists(process.resolve("sched"));
  }

  /** Starts to measure. */
  void start() throws IOException {
    start.clear();
    start.putAll(now());
  }

  /** Returns what was used since the start. What ended meanwhile, as compilers do, is left out. */
  double seconds() throws IOException {
    double seconds = 0;
    for (Map.Entry<String, Double> thread : now().entrySet()) {
      seconds += thread.getValue() - start.getOrDefault(thread.getKey(), 0.0);
    }
    return seconds;
  }

  private Map<String, Double> now() throws IOException {
    Map<String, Double> threads = new HashMap<>();
    if (!exact) {
      threads.put(ALL_THREADS, ticks());
      return threads;
    }
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path task : tasks) {
        Matcher runtime = RUNTIME.matcher(sched(task));
        if (runtime.find()) {
          threads.put(task.toString(), Double.parseDouble(runtime.group(1)) / MILLIS);
        }
      }
    }
    return threads;
  }

  private static String sched(Path task) throws IOException {
    try {
      return Files.readString(task.resolve("sched"), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException ended) {
      return "";
    } catch (IOException e) {
      // A thread that ends while it is read has no such process.
      if (Files.exists(task)) {
        throw e;
      }
      return "";
    }
  }

  private double ticks() throws IOException {
    String line = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
    // The name of the program may contain blanks; what follows its bracket does not.
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
  }
}
