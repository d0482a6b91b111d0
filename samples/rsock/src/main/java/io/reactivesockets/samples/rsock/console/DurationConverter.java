package io.reactivesockets.samples.rsock.console;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 5}, {@code 5s}, {@code 250ms}, {@code 2m} and {@code 1h}. */
public final class DurationConverter implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS);

  @Override
  public Duration convert(String value) {
    Matcher matcher = FORM.matcher(value);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is no time (expected: a number above 0 and ms, s, m or h; seconds if"
              + " there is none)");
    }
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    return Duration.of(
        Long.parseLong(matcher.group(1)), UNITS.getOrDefault(unit, ChronoUnit.SECONDS));
  }
}
