package io.reactivesockets.stream;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Estimates of the bandwidth of one connection, in bits of payload per second.
 *
 * <p>From {@code TCP_INFO} of Linux (epoll and io_uring transports). Samples are taken at each call
 * for information and, from the first such call on, while data arrives, about four times a second;
 * the time between two that are at least 100 ms apart is a window. With {@code x} the rate of a
 * window that ended {@code t} seconds after the one before, and {@code a = 1 - exp(-t / 1 s)}:
 *
 * <pre>
 *   outbound x  = 8 * tcpi_delivery_rate, if bytes were acknowledged in the window
 *   inbound  x  = 8 * (growth of tcpi_bytes_received) / (length of the window)
 *   instability = instability + a * (|x - estimate| - instability), begins with the second x
 *   estimate    = estimate + a * (x - estimate), begins with the first x
 * </pre>
 *
 * <p>A rate measured while the path was not filled says only that the path carries at least so
 * much: such an {@code x} can raise an estimate, never lower it. The kernel applies this to its
 * delivery rate, we to inbound windows. A field is empty where nothing is known: on other
 * transports, before the first window, or on kernels that do not tell. It is never a made-up zero.
 *
 * @param outboundBitsPerSecond the estimate for sending; empty until something was acknowledged
 * @param inboundBitsPerSecond the estimate for receiving; empty until a window received something
 * @param outboundBitsPerSecondInstability the mean deviation of the outbound estimate; empty until
 *     its second {@code x}
 * @param inboundBitsPerSecondInstability the mean deviation of the inbound estimate; empty until
 *     its second {@code x}
 * @param outboundBandwidthPeaked whether the outbound estimate is that of the path, not of the
 *     application: in the last window bytes were acknowledged, the kernel was not short of data to
 *     send ({@code tcpi_delivery_rate_app_limited} is 0), the congestion window was at least half
 *     of {@code tcpi_delivery_rate * tcpi_min_rtt}, at most half of the busy time was spent waiting
 *     for the peer's receive window or the send buffer, and the instability is at most a quarter of
 *     the estimate; empty until there is an instability
 * @param inboundBandwidthPeaked whether the inbound estimate is that of the path: in the last
 *     window at least half of {@code tcpi_rcv_space}, the most ever read in one round trip, arrived
 *     per {@code tcpi_rcv_rtt}, and the instability is at most a quarter of the estimate; empty
 *     until there is an instability and the kernel has measured {@code tcpi_rcv_rtt}
 */
public record BandwidthStatistics(
    OptionalLong outboundBitsPerSecond,
    OptionalLong inboundBitsPerSecond,
    OptionalLong outboundBitsPerSecondInstability,
    OptionalLong inboundBitsPerSecondInstability,
    Optional<Boolean> outboundBandwidthPeaked,
    Optional<Boolean> inboundBandwidthPeaked) {

  /** Nothing known. */
  static final BandwidthStatistics UNKNOWN =
      new BandwidthStatistics(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty());
}
