package io.reactivesockets.benchmarks.run;

import io.reactivesockets.benchmarks.load.Holding;
import io.reactivesockets.benchmarks.load.Load;
import io.reactivesockets.benchmarks.peer.Service;

/**
 * One line of a report.
 *
 * @param name the word by which the command line knows it
 * @param title what the reader sees
 * @param measure what is measured
 * @param unit what the load counts
 * @param service what the server does
 * @param load what the client does; for memory, what warms the server up
 * @param holding for memory, how connections are opened that stay
 */
public record Row(
    String name,
    String title,
    Measure measure,
    String unit,
    Service service,
    Load load,
    Holding holding) {

  /** What a row measures. */
  public enum Measure {
    /** Work for each second of the server's processor time: more is better. */
    WORK,

    /** The same, and what share of what was sent did not arrive. */
    WORK_AND_LOSS,

    /** Memory of the server for each idle connection: less is better. */
    MEMORY
  }

  /** A row of work. */
  public static Row work(String name, String title, String unit, Service service, Load load) {
    return new Row(name, title, Measure.WORK, unit, service, load, Holding.NONE);
  }

  /** A row of work where some may be lost. */
  public static Row lossy(String name, String title, String unit, Service service, Load load) {
    return new Row(name, title, Measure.WORK_AND_LOSS, unit, service, load, Holding.NONE);
  }

  /** A row of memory. */
  public static Row memory(
      String name, String title, Service service, Load warmUp, Holding holding) {
    return new Row(name, title, Measure.MEMORY, "B", service, warmUp, holding);
  }
}
