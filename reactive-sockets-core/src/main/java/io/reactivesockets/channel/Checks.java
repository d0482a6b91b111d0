package io.reactivesockets.channel;

import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Checks of settings, all with the same sentence. */
public final class Checks {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** A hundred years: what a clock of nanoseconds can count, whenever it began. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Duration MAX_SECONDS = Duration.ofSeconds(32_767);

  private Checks() {}

  /**
   * Checks a number.
   *
   * @param name what it is called
   * @param value the number
   * @param min the least it may be
   * @param max the most it may be
   * @return the number
   * @throws IllegalArgumentException if it is neither
   */
  public static int inRange(String name, int value, int min, int max) {
    return check(value >= min && value <= max, name, value, min + ".." + max);
  }

  /**
   * Checks a number.
   *
   * @param name what it is called
   * @param value the number
   * @param min the least it may be
   * @param max the most it may be
   * @return the number
   * @throws IllegalArgumentException if it is neither, or not a number
   */
  public static double inRange(String name, double value, double min, double max) {
    return check(value >= min && value <= max, name, value, min + ".." + max);
  }

  /**
   * Checks a time.
   *
   * @param name what it is called
   * @param value the time
   * @param min the least it may be
   * @param max the most it may be
   * @return the time
   * @throws IllegalArgumentException if it is neither
   */
  public static Duration inRange(String name, Duration value, Duration min, Duration max) {
    boolean within = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    return check(within, name, value, min + ".." + max);
  }

  /**
   * Checks a number.
   *
   * @param name what it is called
   * @param value the number
   * @param min the least it may be
   * @return the number
   * @throws IllegalArgumentException if it is less
   */
  public static int atLeast(String name, int value, int min) {
    return check(value >= min, name, value, min + " or more");
  }

  /**
   * Checks a number.
   *
   * @param name what it is called
   * @param value the number
   * @param min the least it may be
   * @return the number
   * @throws IllegalArgumentException if it is less
   */
  public static long atLeast(String name, long value, long min) {
    return check(value >= min, name, value, min + " or more");
  }

  /**
   * Checks a time, of which a hundred years are the most there may be.
   *
   * @param name what it is called
   * @param value the time
   * @param min the least it may be
   * @return the time
   * @throws IllegalArgumentException if it is less, or more than that
   */
  public static Duration atLeast(String name, Duration value, Duration min) {
    return inRange(name, value, min, LONGEST);
  }

  /**
   * Checks that a time is a millisecond or more, a hundred years at most.
   *
   * @param name what it is called
   * @param value the time
   * @return the time
   * @throws IllegalArgumentException if it is neither
   */
  public static Duration positive(String name, Duration value) {
    return atLeast(name, value, SHORTEST);
  }

  /**
   * Checks that a time is none that the kernel would round: it counts whole seconds.
   *
   * @param name what it is called
   * @param value the time
   * @return the time
   * @throws IllegalArgumentException if it is not whole seconds, from 1 to 32,767
   */
  public static Duration wholeSeconds(String name, Duration value) {
    boolean whole =
        value.compareTo(Duration.ofSeconds(1)) >= 0
            && value.compareTo(MAX_SECONDS) <= 0
            && value.toNanosPart() == 0;
    return check(whole, name, value, "whole seconds, PT1S.." + MAX_SECONDS);
  }

  /**
   * Turns a setting that may be absent into what shows it.
   *
   * @param value the setting, or {@code null}
   * @return the setting, or empty
   */
  public static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static <T> T check(boolean fine, String name, T value, String expected) {
    if (!fine) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
    return value;
  }
}
