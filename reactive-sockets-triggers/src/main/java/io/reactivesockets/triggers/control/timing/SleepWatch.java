package io.reactivesockets.triggers.control.timing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Finds out how long the machine slept: while it does, the clock of the timers stands still and
 * that of the machine goes on. Setting the date is not taken for sleep where the system tells its
 * uptime.
 */
public final class SleepWatch {

  private static final Path UPTIME = Path.of("/proc/uptime");

  private final LongSupplier awake;
  private final LongSupplier always;
  private long lastAwake;
  private long lastAlways;

  /**
   * Begins to watch.
   *
   * @param awake nanoseconds of a clock that stands still during sleep
   * @param always nanoseconds of one that does not
   */
  public SleepWatch(LongSupplier awake, LongSupplier always) {
    this.awake = awake;
    this.always = always;
    this.lastAwake = awake.getAsLong();
    this.lastAlways = always.getAsLong();
  }

  /**
   * Makes a watch of this machine. Reads a file on Linux: not for event loops.
   *
   * @return a watch that begins now
   */
  public static SleepWatch ofThisMachine() {
    return new SleepWatch(
        System::nanoTime, Files.isReadable(UPTIME) ? SleepWatch::uptime : SleepWatch::date);
  }

  private static long date() {
    return Duration.ofMillis(System.currentTimeMillis()).toNanos();
  }

  /** The uptime of Linux counts sleep, and no setting of the date touches it. */
  private static long uptime() {
    try {
      String text = Files.readString(UPTIME, StandardCharsets.US_ASCII);
      return Duration.ofMillis(
              (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1_000))
          .toNanos();
    } catch (IOException | RuntimeException e) {
      return date();
    }
  }

  /**
   * Looks, and begins anew.
   *
   * @return how long the machine slept since the last look, zero or more, within some hundredths of
   *     a second
   */
  public synchronized Duration look() {
    long nowAwake = awake.getAsLong();
    long nowAlways = always.getAsLong();
    long slept = (nowAlways - lastAlways) - (nowAwake - lastAwake);
    lastAwake = nowAwake;
    lastAlways = nowAlways;
    return Duration.ofNanos(Math.max(0, slept));
  }
}
