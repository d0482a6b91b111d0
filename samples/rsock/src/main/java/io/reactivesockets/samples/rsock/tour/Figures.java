package io.reactivesockets.samples.rsock.tour;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {

  private static final double KIB = 1024;
  private static final double MIB = KIB * KIB;

  private Figures() {}

  static String bytes(long count) {
    return count < MIB
        ? String.format(Locale.ROOT, "%.0f KiB", count / KIB)
        : String.format(Locale.ROOT, "%.1f MiB", count / MIB);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String time(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1e3);
  }
}
