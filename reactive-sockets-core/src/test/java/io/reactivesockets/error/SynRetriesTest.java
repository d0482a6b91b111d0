package io.reactivesockets.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynRetriesTest {

  /** As measured, and as the kernel's own formula has it. */
  @ParameterizedTest
  @CsvSource({"1, 3", "2, 7", "5, 63", "6, 127", "7, 247", "127, 14647"})
  void the_waits_double_up_to_two_minutes(long retries, long seconds) {
    assertThat(SynRetries.total(retries)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
