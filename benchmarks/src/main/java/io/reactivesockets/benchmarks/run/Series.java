package io.reactivesockets.benchmarks.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Numbers of rounds, in the order of the rounds.
 *
 * @param values at least one
 */
record Series(List<Double> values) {

  Series {
    values = List.copyOf(values);
  }

  /** This one over another, round by round: both had their turn within the same seconds. */
  Series over(Series base) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      ratios.add(values.get(i) / base.values.get(i));
    }
    return new Series(ratios);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double min() {
    return Collections.min(values);
  }

  double max() {
    return Collections.max(values);
  }

  /** Median and range in percent, as a table shows a share. */
  String asShare() {
    return String.format(
        Locale.ROOT, "**%.2f %%** (%.2f–%.2f)", median() * 100, min() * 100, max() * 100);
  }

  /** Median and range, as a table shows a ratio. */
  String asRatio() {
    return String.format(Locale.ROOT, "**%.2f** (%.2f–%.2f)", median(), min(), max());
  }
}
