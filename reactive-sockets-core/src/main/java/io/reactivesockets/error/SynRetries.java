package io.reactivesockets.error;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * When Linux itself gives up connecting because none of its SYNs was answered: not before the waits
 * between them, the first of one second and each twice the one before, up to two minutes, are over.
 */
final class SynRetries {
  private static final String RETRIES = "/proc/sys/net/ipv4/tcp_syn_retries";
  private static final int MAX_DOUBLINGS = 6;
  private static final int MAX_WAIT_SECONDS = 120;

  private SynRetries() {}

  /** Whether an attempt that took this long was given up by the system rather than refused. */
  static boolean areExhaustedAfter(Duration elapsed) {
    OptionalLong retries = ProcFile.number(RETRIES);
    return retries.isPresent() && elapsed.compareTo(total(retries.getAsLong())) >= 0;
  }

  static Duration total(long retries) {
    long doublings = Math.min(retries, MAX_DOUBLINGS);
    long rest = (retries - doublings) * MAX_WAIT_SECONDS;
    return Duration.ofSeconds((2L << doublings) - 1 + rest);
  }
}
