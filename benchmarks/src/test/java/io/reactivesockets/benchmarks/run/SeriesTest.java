package io.reactivesockets.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void ratios_are_made_round_by_round_before_the_median() {
    Series ours = new Series(List.of(10.0, 40.0, 90.0));
    Series base = new Series(List.of(10.0, 20.0, 100.0));

    Series ratio = ours.over(base);

    assertThat(ratio.values()).containsExactly(1.0, 2.0, 0.9);
    assertThat(ratio.asRatio()).isEqualTo("**1.00** (0.90–2.00)");
  }

  @Test
  void the_median_of_an_even_number_lies_between_the_middle_two() {
    assertThat(new Series(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
  }

  @Test
  void lists_of_processors_have_single_ones_and_ranges() {
    assertThat(Processors.parse("0-2,5,7-8")).containsExactly(0, 1, 2, 5, 7, 8);
  }
}
