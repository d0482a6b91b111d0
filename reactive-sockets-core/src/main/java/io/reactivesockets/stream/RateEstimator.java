package io.reactivesockets.stream;

import java.util.OptionalLong;

/**
 * Smooths a rate over time and knows how far its samples stray.
 *
 * <p>A sample weighs the more, the longer ago the last one was: {@code 1 - exp(-t / 1 s)}. So what
 * comes out does not depend on how often somebody asks.
 */
final class RateEstimator {
  private static final double TIME_CONSTANT_NANOS = 1e9;

  private double estimate;
  private double instability;
  private int samples;
  private long lastNanos;

  void add(double bitsPerSecond, long nanoTime) {
    if (samples == 0) {
      estimate = bitsPerSecond;
    } else {
      double weight = -Math.expm1(-(nanoTime - lastNanos) / TIME_CONSTANT_NANOS);
      double deviation = Math.abs(bitsPerSecond - estimate);
      instability = samples == 1 ? deviation : instability + weight * (deviation - instability);
      estimate += weight * (bitsPerSecond - estimate);
    }
    samples = Math.min(2, samples + 1);
    lastNanos = nanoTime;
  }

  /** Whether a sample would raise the estimate, or be the first. */
  boolean isRaisedBy(double bitsPerSecond) {
    return samples == 0 || bitsPerSecond > estimate;
  }

  OptionalLong estimate() {
    return samples > 0 ? OptionalLong.of(Math.round(estimate)) : OptionalLong.empty();
  }

  OptionalLong instability() {
    return samples > 1 ? OptionalLong.of(Math.round(instability)) : OptionalLong.empty();
  }

  /** Whether samples stray by at most a quarter of the estimate. */
  boolean isStable() {
    return samples > 1 && instability <= estimate / 4;
  }
}
