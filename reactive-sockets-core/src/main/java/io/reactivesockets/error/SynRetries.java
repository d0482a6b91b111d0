package io.reactivesockets.error;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * When Linux itself gives up connecting: no answer to any of its SYNs, the first wait being one
 * second, some more of the same length, then each twice the one before.
 */
final class SynRetries {
  private static final String RETRIES = "/proc/sys/net/ipv4/tcp_syn_retries";
  private static final String LINEAR = "/proc/sys/net/ipv4/tcp_syn_linear_timeouts";
  private static final int MAX_DOUBLINGS = 20;

  private SynRetries() {}

  /** Whether an attempt that took this long was given up by the system rather than refused. */
  static boolean areExhaustedAfter(Duration elapsed) {
    OptionalLong retries = ProcFile.number(RETRIES);
    if (retries.isEmpty()) {
      return false;
    }
    return elapsed.compareTo(total(retries.getAsLong(), ProcFile.number(LINEAR).orElse(0))) >= 0;
  }

  static Duration total(long retries, long linear) {
    long doublings = Math.min(retries + 1, MAX_DOUBLINGS);
    return Duration.ofSeconds(linear + (1L << doublings) - 1);
  }
}
