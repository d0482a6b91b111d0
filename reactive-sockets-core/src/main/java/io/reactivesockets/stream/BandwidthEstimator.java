package io.reactivesockets.stream;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps the estimates that {@link BandwidthStatistics} defines, from one look to the next. */
final class BandwidthEstimator {
  private static final long MIN_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MICROS_PER_SECOND = 1e6;

  private final RateEstimator outbound = new RateEstimator();
  private final RateEstimator inbound = new RateEstimator();
  private @Nullable TcpInfo windowStart;
  private long windowStartNanos;
  private Optional<Boolean> outboundFilled = Optional.empty();
  private Optional<Boolean> inboundFilled = Optional.empty();

  void add(TcpInfo now, long nanoTime) {
    TcpInfo start = windowStart;
    if (start == null) {
      addOutbound(now, nanoTime);
    } else if (nanoTime - windowStartNanos >= MIN_WINDOW_NANOS) {
      endOutboundWindow(start, now, nanoTime);
      endInboundWindow(start, now, nanoTime);
    } else {
      return;
    }
    windowStart = now;
    windowStartNanos = nanoTime;
  }

  BandwidthStatistics statistics() {
    return new BandwidthStatistics(
        outbound.estimate(),
        inbound.estimate(),
        outbound.instability(),
        inbound.instability(),
        peaked(outbound, outboundFilled),
        peaked(inbound, inboundFilled));
  }

  private static Optional<Boolean> peaked(RateEstimator rate, Optional<Boolean> filled) {
    return rate.instability().isEmpty()
        ? Optional.empty()
        : filled.map(yes -> yes && rate.isStable());
  }

  private void addOutbound(TcpInfo now, long nanoTime) {
    if (now.deliveryRate().isPresent()) {
      outbound.add(now.deliveryRate().getAsLong() * (double) Byte.SIZE, nanoTime);
    }
  }

  private void endOutboundWindow(TcpInfo start, TcpInfo now, long nanoTime) {
    if (growth(start.bytesAcked(), now.bytesAcked()) > 0) {
      addOutbound(now, nanoTime);
      outboundFilled = fillsOutbound(start, now);
    } else if (now.bytesAcked().isPresent()) {
      outboundFilled = Optional.of(false);
    }
  }

  private static Optional<Boolean> fillsOutbound(TcpInfo start, TcpInfo now) {
    if (now.deliveryRate().isEmpty()
        || now.minRttMicros().isEmpty()
        || now.busyMicros().isEmpty()
        || now.limitedMicros().isEmpty()) {
      return Optional.empty();
    }
    double bandwidthDelay =
        now.deliveryRate().getAsLong() * (now.minRttMicros().getAsLong() / MICROS_PER_SECOND);
    long busy = growth(start.busyMicros(), now.busyMicros());
    long limited = growth(start.limitedMicros(), now.limitedMicros());
    return Optional.of(
        !now.appLimited()
            && now.congestionWindowBytes() >= bandwidthDelay / 2
            && limited <= busy / 2);
  }

  private void endInboundWindow(TcpInfo start, TcpInfo now, long nanoTime) {
    long received = growth(start.bytesReceived(), now.bytesReceived());
    if (received > 0) {
      double bytesPerSecond = received * NANOS_PER_SECOND / (nanoTime - windowStartNanos);
      inboundFilled = fillsInbound(now, bytesPerSecond);
      double bitsPerSecond = bytesPerSecond * Byte.SIZE;
      if (inboundFilled.orElse(false) || inbound.isRaisedBy(bitsPerSecond)) {
        inbound.add(bitsPerSecond, nanoTime);
      }
    } else if (now.bytesReceived().isPresent()) {
      inboundFilled = Optional.of(false);
    }
  }

  private static Optional<Boolean> fillsInbound(TcpInfo now, double bytesPerSecond) {
    if (now.rcvRttMicros().isEmpty()) {
      return Optional.empty();
    }
    double perRoundTrip = bytesPerSecond * (now.rcvRttMicros().getAsLong() / MICROS_PER_SECOND);
    return Optional.of(perRoundTrip >= now.rcvSpaceBytes() / 2.0);
  }

  private static long growth(OptionalLong before, OptionalLong after) {
    return before.isPresent() && after.isPresent() ? after.getAsLong() - before.getAsLong() : 0;
  }
}
