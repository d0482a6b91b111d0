package io.reactivesockets.samples.rsock.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {

  @ParameterizedTest
  @CsvSource({"5,PT5S", "5s,PT5S", "250ms,PT0.25S", "2m,PT2M", "1h,PT1H"})
  void a_time_is_a_number_and_perhaps_a_unit(String text, Duration time) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1.5s", "5 s", "5d", "9999999999", "soon"})
  void anything_else_is_refused_with_what_is_expected(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("expected: ");
  }
}
