package io.reactivesockets.stream;

import java.time.Duration;
import java.util.Optional;

/**
 * Round-trip times of one connection, as the system measures them from acknowledgements.
 *
 * <p>From {@code TCP_INFO} of Linux (epoll and io_uring transports), in microseconds. A field is
 * empty where nothing is known: on other transports, before the first acknowledgement, or on
 * kernels that do not tell. It is never a made-up zero. {@code docs/statistics.md} says what is
 * measured when.
 *
 * @param variance how much round-trip times vary: the kernel's smoothed mean deviation ({@code
 *     tcpi_rttvar}), a time, not a square
 * @param max the largest smoothed round-trip time seen at the moments of sampling, which are each
 *     call for information and, from the first such call on, while data arrives, about four times a
 *     second; a peak between two of them is not seen
 * @param min the smallest round-trip time: the kernel's minimum over its window of five minutes
 *     ({@code tcpi_min_rtt}), and the smallest of those at the moments of sampling
 * @param smoothed the round-trip time smoothed as RFC 6298 says, each sample weighing an eighth
 *     ({@code tcpi_rtt})
 */
public record RoundTripTimeStatistics(
    Optional<Duration> variance,
    Optional<Duration> max,
    Optional<Duration> min,
    Optional<Duration> smoothed) {

  /** Nothing known. */
  static final RoundTripTimeStatistics UNKNOWN =
      new RoundTripTimeStatistics(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
