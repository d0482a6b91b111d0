package io.reactivesockets.stream;

import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Checks of settings, all with the same sentence. */
final class Checks {

  private static final Duration MAX_SECONDS = Duration.ofSeconds(32_767);

  private Checks() {}

  static int inRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + min + ".." + max + ")");
    }
    return value;
  }

  static long notNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
    }
    return value;
  }

  static Duration positive(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least PT0.001S)");
    }
    return value;
  }

  static Duration wholeSeconds(String name, Duration value) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0
        || value.compareTo(MAX_SECONDS) > 0
        || value.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: whole seconds, PT1S.." + MAX_SECONDS + ")");
    }
    return value;
  }

  static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
