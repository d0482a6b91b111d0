package io.reactivesockets.websocket;

import java.time.Duration;

/** Checks of settings, all with the same sentence. */
final class Checks {

  /** The longest array that every Java runtime can make. */
  static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private Checks() {}

  static int inRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + min + ".." + max + ")");
    }
    return value;
  }

  static long atLeast(String name, long value, long min) {
    if (value < min) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " or more)");
    }
    return value;
  }

  static Duration positive(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least PT0.001S)");
    }
    return value;
  }

  static Duration notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: PT0S or more)");
    }
    return value;
  }
}
