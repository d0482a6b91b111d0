package io.reactivesockets.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {

  private static final Duration CENTURY = Duration.ofDays(36_500);

  @Test
  void a_hundred_years_are_a_time() {
    assertThat(Checks.positive("timeout", CENTURY)).isEqualTo(CENTURY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT876000H0.000000001S", "PT2562047788015215H"})
  void what_no_clock_can_count_is_refused_when_it_is_said(String time) {
    Duration value = Duration.parse(time);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checks.positive("timeout", value))
        .withMessage("timeout: " + value + " (expected: PT0.001S..PT876000H)");
  }
}
