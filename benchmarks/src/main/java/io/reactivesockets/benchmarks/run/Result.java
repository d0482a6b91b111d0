package io.reactivesockets.benchmarks.run;

import java.util.List;
import java.util.Map;

/**
 * What came of a row.
 *
 * @param title what was measured
 * @param unit of the values; for shares, a percent sign
 * @param values the values of each contender, in the order of the contenders
 * @param utilisation how busy the servers were, at the median; empty where it does not matter
 */
record Result(
    String title, String unit, Map<Contender, Series> values, Map<Contender, Double> utilisation) {

  private static final String PERCENT = "%";

  /** Values that are told as ratios. */
  static Result ratios(
      String title,
      String unit,
      Map<Contender, Series> values,
      Map<Contender, Double> utilisation) {
    return new Result(title, unit, values, utilisation);
  }

  /** Values that are shares of a whole, 0 to 1, and told as they are. */
  static Result shares(
      String title, Map<Contender, Series> values, Map<Contender, Double> utilisation) {
    return new Result(title, PERCENT, values, utilisation);
  }

  boolean areShares() {
    return unit.equals(PERCENT);
  }

  Series ratio(Contender contender, Contender base) {
    return values(contender).over(values(base));
  }

  Series values(Contender contender) {
    Series series = values.get(contender);
    if (series == null) {
      throw new IllegalArgumentException("contender: " + contender + " (took no part)");
    }
    return series;
  }

  List<Contender> contenders() {
    return List.copyOf(values.keySet());
  }
}
