package io.reactivesockets.stream;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/** Remembers the extremes of the round-trip times seen. */
final class RoundTripTimeEstimator {
  private OptionalLong maxMicros = OptionalLong.empty();
  private OptionalLong minMicros = OptionalLong.empty();
  private OptionalLong smoothedMicros = OptionalLong.empty();
  private OptionalLong varianceMicros = OptionalLong.empty();

  void add(TcpInfo now) {
    smoothedMicros = now.rttMicros();
    varianceMicros = now.rttVarMicros();
    if (now.rttMicros().isPresent()) {
      long rtt = now.rttMicros().getAsLong();
      maxMicros = OptionalLong.of(Math.max(rtt, maxMicros.orElse(rtt)));
    }
    if (now.minRttMicros().isPresent()) {
      long rtt = now.minRttMicros().getAsLong();
      minMicros = OptionalLong.of(Math.min(rtt, minMicros.orElse(rtt)));
    }
  }

  RoundTripTimeStatistics statistics() {
    return new RoundTripTimeStatistics(
        duration(varianceMicros),
        duration(maxMicros),
        duration(minMicros),
        duration(smoothedMicros));
  }

  private static Optional<Duration> duration(OptionalLong micros) {
    return micros.isPresent()
        ? Optional.of(Duration.of(micros.getAsLong(), ChronoUnit.MICROS))
        : Optional.empty();
  }
}
