package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateEstimatorTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void nothing_is_known_before_the_first_sample_and_no_instability_before_the_second() {
    RateEstimator rate = new RateEstimator();
    assertThat(rate.estimate()).isEmpty();
    assertThat(rate.instability()).isEmpty();
    rate.add(1_000, 0);
    assertThat(rate.estimate()).hasValue(1_000);
    assertThat(rate.instability()).isEmpty();
    assertThat(rate.isStable()).isFalse();
  }

  @Test
  void a_sample_after_one_second_weighs_as_the_formula_says() {
    // given
    RateEstimator rate = new RateEstimator();
    rate.add(1_000, 0);
    // when
    rate.add(2_000, SECOND);
    rate.add(2_000, 2 * SECOND);
    // then with a = 1 - 1/e: 1000 + a * 1000 = 1632.1, then + a * 367.9
    assertThat(rate.estimate()).hasValue(1_865);
    // and 1000, then + a * (367.9 - 1000)
    assertThat(rate.instability()).hasValue(600);
    assertThat(rate.isStable()).isFalse();
  }

  @Test
  void the_estimate_hardly_depends_on_how_often_it_is_asked() {
    // given the same step of the rate, looked at every 10 ms and every 500 ms
    RateEstimator often = new RateEstimator();
    RateEstimator seldom = new RateEstimator();
    often.add(1_000_000, 0);
    seldom.add(1_000_000, 0);
    // when
    for (int i = 1; i <= 100; i++) {
      often.add(2_000_000, i * SECOND / 100);
    }
    seldom.add(2_000_000, SECOND / 2);
    seldom.add(2_000_000, SECOND);
    // then
    assertThat(often.estimate().getAsLong()).isCloseTo(seldom.estimate().getAsLong(), within(2L));
  }

  @Test
  void a_steady_rate_is_stable() {
    RateEstimator rate = new RateEstimator();
    for (int i = 0; i < 10; i++) {
      rate.add(1_000 + i % 2, i * SECOND);
    }
    assertThat(rate.isStable()).isTrue();
    assertThat(rate.isRaisedBy(900)).isFalse();
    assertThat(rate.isRaisedBy(1_100)).isTrue();
  }
}
