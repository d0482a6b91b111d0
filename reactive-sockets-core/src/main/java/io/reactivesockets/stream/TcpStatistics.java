package io.reactivesockets.stream;

import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Samples the statistics of one connection: at each {@link #snapshot()}, and in between at {@link
 * #onActivity()}, at most four times a second.
 *
 * <p>There is no timer: a connection that is idle costs nothing. Calls must not overlap; what they
 * return is immutable.
 */
final class TcpStatistics {

  /**
   * The statistics of one moment.
   *
   * @param roundTripTime the round-trip times
   * @param bandwidth the bandwidth
   */
  record Snapshot(RoundTripTimeStatistics roundTripTime, BandwidthStatistics bandwidth) {

    /** Nothing known, as on a transport that does not tell. */
    static final Snapshot UNKNOWN =
        new Snapshot(RoundTripTimeStatistics.UNKNOWN, BandwidthStatistics.UNKNOWN);
  }

  static final long ACTIVITY_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final TcpInfoReader reader;
  private final LongSupplier nanoTime;
  private final RoundTripTimeEstimator roundTripTime = new RoundTripTimeEstimator();
  private final BandwidthEstimator bandwidth = new BandwidthEstimator();
  private long lastSampleNanos;
  private boolean sampled;

  TcpStatistics(TcpInfoReader reader, LongSupplier nanoTime) {
    this.reader = reader;
    this.nanoTime = nanoTime;
  }

  static TcpStatistics of(Channel channel) {
    return new TcpStatistics(TcpInfoReader.of(channel), System::nanoTime);
  }

  /** Takes a sample if the last one is long ago; for each batch of bytes received. */
  void onActivity() {
    if (reader == TcpInfoReader.NONE) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (!sampled || now - lastSampleNanos >= ACTIVITY_INTERVAL_NANOS) {
      sample(now);
    }
  }

  /**
   * Takes a sample and returns what is known. Once the connection is closed, that is what was known
   * at the last sample.
   */
  Snapshot snapshot() {
    sample(nanoTime.getAsLong());
    return sampled
        ? new Snapshot(roundTripTime.statistics(), bandwidth.statistics())
        : Snapshot.UNKNOWN;
  }

  private void sample(long now) {
    Optional<TcpInfo> info = reader.read().flatMap(TcpInfo::parse);
    if (info.isPresent()) {
      roundTripTime.add(info.get());
      bandwidth.add(info.get(), now);
      sampled = true;
      lastSampleNanos = now;
    }
  }
}
