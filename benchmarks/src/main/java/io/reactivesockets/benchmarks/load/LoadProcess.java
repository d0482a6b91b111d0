package io.reactivesockets.benchmarks.load;

import io.reactivesockets.benchmarks.process.Runner;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The load generator's side of the conversation with the runner, on standard input and output.
 *
 * <p>{@code measure PORT PID RAMP MILLIS} answers {@code WORK CPU_SECONDS SECONDS LOST}; {@code
 * hold PORT CONNECTIONS} opens connections that stay until {@code drop}; both answer {@code ok}. It
 * ends when its input does.
 */
public final class LoadProcess {

  /** The part of a turn that the server has to work. */
  private static final double ENOUGH = 0.4;

  private static final int MAX_MORE = 24;

  private static final Closeable NOTHING = () -> {};

  private final Load load;
  private final Holding holding;
  private Closeable held = NOTHING;

  public LoadProcess(Load load, Holding holding) {
    this.load = load;
    this.holding = holding;
  }

  /** Serves the runner until it hangs up. */
  public void run() throws IOException {
    new Runner().serve(this::answer);
  }

  private String answer(String[] words) throws IOException {
    switch (words[0]) {
      case "measure" -> {
        return measure(
            new Target(Integer.parseInt(words[1])),
            new ServerCpu(Long.parseLong(words[2])),
            Long.parseLong(words[3]),
            Long.parseLong(words[4]));
      }
      case "hold" -> {
        held = holding.open(new Target(Integer.parseInt(words[1])), Integer.parseInt(words[2]));
        return "ok";
      }
      case "drop" -> {
        held.close();
        held = NOTHING;
        return "ok";
      }
      default -> throw new IllegalArgumentException("command: " + words[0]);
    }
  }

  private String measure(Target target, ServerCpu cpu, long rampMillis, long millis)
      throws IOException {
    try (Load.Session session = load.open(target)) {
      work(session, rampMillis);
      cpu.start();
      long begin = System.nanoTime();
      long work = work(session, millis);
      // On a machine that does other things, the server got little of that time.
      for (int more = 0; more < MAX_MORE && cpu.seconds() * 1e3 < millis * ENOUGH; more++) {
        work += work(session, millis / 4);
      }
      double used = cpu.seconds();
      double seconds = (System.nanoTime() - begin) / 1e9;
      return work + " " + used + " " + seconds + " " + session.lost();
    }
  }

  private static long work(Load.Session session, long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long work = 0;
    do {
      work += session.step();
    } while (System.nanoTime() < end);
    return work;
  }
}
