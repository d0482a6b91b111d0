package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TcpStatisticsTest {
  private long nanos = TimeUnit.DAYS.toNanos(-1);
  private int reads;
  private @Nullable ByteBuffer struct;
  private final TcpStatistics statistics =
      new TcpStatistics(
          () -> {
            reads++;
            return Optional.ofNullable(struct);
          },
          () -> nanos);

  @Test
  void nothing_is_known_on_a_platform_that_does_not_tell() {
    // given
    TcpStatistics none = new TcpStatistics(TcpInfoReader.NONE, () -> nanos);
    // when
    none.onActivity();
    // then
    assertThat(none.snapshot()).isSameAs(TcpStatistics.Snapshot.UNKNOWN);
    assertThat(none.snapshot().roundTripTime().smoothed()).isEmpty();
    assertThat(none.snapshot().bandwidth().outboundBitsPerSecond()).isEmpty();
  }

  @Test
  void round_trip_times_keep_the_extremes_of_all_samples() {
    // given
    at(0, TcpInfoBytes.untouched().rtt(50_000, 20_000).minRtt(48_000));
    at(1_000, TcpInfoBytes.untouched().rtt(90_000, 30_000).minRtt(45_000));
    // when the kernel's own minimum has left its window
    at(2_000, TcpInfoBytes.untouched().rtt(60_000, 10_000).minRtt(55_000));
    // then
    RoundTripTimeStatistics times = statistics.snapshot().roundTripTime();
    assertThat(times.smoothed()).hasValue(Duration.ofMillis(60));
    assertThat(times.variance()).hasValue(Duration.ofMillis(10));
    assertThat(times.max()).hasValue(Duration.ofMillis(90));
    assertThat(times.min()).hasValue(Duration.ofMillis(45));
  }

  @Test
  void before_the_first_acknowledgement_there_are_no_times() {
    at(0, TcpInfoBytes.untouched().rtt(0, 250_000));
    assertThat(statistics.snapshot().roundTripTime()).isEqualTo(RoundTripTimeStatistics.UNKNOWN);
  }

  @Test
  void activity_samples_at_most_four_times_a_second() {
    // given
    struct = TcpInfoBytes.untouched().bytes();
    // when
    for (int i = 0; i < 1_000; i++) {
      statistics.onActivity();
      nanos += TimeUnit.MILLISECONDS.toNanos(1);
    }
    // then
    assertThat(reads).isEqualTo(4);
  }

  @Test
  void what_was_known_stays_known_once_the_connection_is_closed() {
    // given
    at(0, TcpInfoBytes.untouched().rtt(50_000, 20_000));
    TcpStatistics.Snapshot open = statistics.snapshot();
    // when
    struct = null;
    // then
    assertThat(statistics.snapshot()).isEqualTo(open);
  }

  @Test
  void a_full_pipe_peaks_and_an_idle_application_ends_that() {
    // given 10 MB/s over 20 ms, 200 KB in flight and more allowed
    for (int i = 0; i <= 8; i++) {
      at(i * 250, sending(i * 2_500_000L, 10_000_000, i * 250_000L, 0));
    }
    // when
    BandwidthStatistics full = statistics.snapshot().bandwidth();
    // then
    assertThat(full.outboundBitsPerSecond()).hasValue(80_000_000);
    assertThat(full.outboundBitsPerSecondInstability()).hasValue(0);
    assertThat(full.outboundBandwidthPeaked()).hasValue(true);
    assertThat(full.inboundBitsPerSecond()).isEmpty();
    assertThat(full.inboundBandwidthPeaked()).isEmpty();
    // when nothing more is sent
    at(2_250, sending(20_000_000, 10_000_000, 2_000_000, 0));
    BandwidthStatistics idle = statistics.snapshot().bandwidth();
    // then
    assertThat(idle.outboundBitsPerSecond()).hasValue(80_000_000);
    assertThat(idle.outboundBandwidthPeaked()).hasValue(false);
  }

  @Test
  void an_outbound_rate_is_known_at_the_first_look_but_not_how_stable_it_is() {
    at(0, sending(1_000_000, 10_000_000, 100_000, 0));
    BandwidthStatistics bandwidth = statistics.snapshot().bandwidth();
    assertThat(bandwidth.outboundBitsPerSecond()).hasValue(80_000_000);
    assertThat(bandwidth.outboundBitsPerSecondInstability()).isEmpty();
    assertThat(bandwidth.outboundBandwidthPeaked()).isEmpty();
  }

  @Test
  void an_application_that_sends_too_little_does_not_peak() {
    for (int i = 0; i <= 8; i++) {
      at(i * 250, sending(i * 2_500_000L, 10_000_000, i * 250_000L, 0).appLimited(true));
    }
    assertThat(statistics.snapshot().bandwidth().outboundBandwidthPeaked()).hasValue(false);
  }

  @Test
  void a_connection_held_back_by_the_peers_window_does_not_peak() {
    for (int i = 0; i <= 8; i++) {
      at(i * 250, sending(i * 2_500_000L, 10_000_000, i * 250_000L, i * 130_000L));
    }
    assertThat(statistics.snapshot().bandwidth().outboundBandwidthPeaked()).hasValue(false);
  }

  @Test
  void a_congestion_window_below_half_of_the_bandwidth_delay_product_does_not_peak() {
    for (int i = 0; i <= 8; i++) {
      at(i * 250, sending(i * 2_500_000L, 10_000_000, i * 250_000L, 0).window(60, 1_448));
    }
    assertThat(statistics.snapshot().bandwidth().outboundBandwidthPeaked()).hasValue(false);
  }

  @Test
  void a_rate_that_still_grows_does_not_peak() {
    for (int i = 0; i <= 6; i++) {
      long rate = 1_000_000L << i;
      at(i * 250, sending((i + 1) * 1_000_000L, rate, i * 250_000L, 0).window(100_000, 1_448));
    }
    BandwidthStatistics bandwidth = statistics.snapshot().bandwidth();
    assertThat(bandwidth.outboundBandwidthPeaked()).hasValue(false);
    assertThat(bandwidth.outboundBitsPerSecondInstability().getAsLong())
        .isGreaterThan(bandwidth.outboundBitsPerSecond().getAsLong() / 4);
  }

  @Test
  void inbound_is_what_arrives_per_window() {
    // given 5 MB/s, of which 100 KB arrive per round trip
    for (int i = 0; i <= 8; i++) {
      at(i * 250, TcpInfoBytes.untouched().received(i * 1_250_000L, 20_000, 150_000));
    }
    // when
    BandwidthStatistics bandwidth = statistics.snapshot().bandwidth();
    // then
    assertThat(bandwidth.inboundBitsPerSecond()).hasValue(40_000_000);
    assertThat(bandwidth.inboundBitsPerSecondInstability()).hasValue(0);
    assertThat(bandwidth.inboundBandwidthPeaked()).hasValue(true);
  }

  @Test
  void a_peer_that_sends_little_does_not_lower_the_inbound_estimate_but_ends_the_peak() {
    // given a full pipe for two seconds
    for (int i = 0; i <= 8; i++) {
      at(i * 250, TcpInfoBytes.untouched().received(i * 1_250_000L, 20_000, 150_000));
    }
    // when only a trickle comes for two more
    for (int i = 9; i <= 16; i++) {
      at(i * 250, TcpInfoBytes.untouched().received(10_000_000 + i, 20_000, 150_000));
    }
    // then
    BandwidthStatistics trickle = statistics.snapshot().bandwidth();
    assertThat(trickle.inboundBitsPerSecond()).hasValue(40_000_000);
    assertThat(trickle.inboundBandwidthPeaked()).hasValue(false);
    // when the pipe is full again, at half the rate
    for (int i = 17; i <= 40; i++) {
      long bytes = 10_000_000 + (i - 16) * 1_000_000L;
      at(i * 250, TcpInfoBytes.untouched().received(bytes, 20_000, 150_000));
    }
    // then the estimate follows
    assertThat(statistics.snapshot().bandwidth().inboundBitsPerSecond().getAsLong())
        .isBetween(32_000_000L, 32_500_000L);
  }

  @Test
  void looks_close_together_share_a_window() {
    // given
    at(0, TcpInfoBytes.untouched().received(0, 20_000, 150_000));
    at(250, TcpInfoBytes.untouched().received(1_000_000, 20_000, 150_000));
    BandwidthStatistics before = statistics.snapshot().bandwidth();
    // when nothing has come within a millisecond
    at(251, TcpInfoBytes.untouched().received(1_000_000, 20_000, 150_000));
    // then
    assertThat(statistics.snapshot().bandwidth()).isEqualTo(before);
    assertThat(before.inboundBitsPerSecond()).hasValue(32_000_000);
  }

  @Test
  void a_kernel_without_counters_gives_times_and_no_bandwidth() {
    // given
    struct = TcpInfoBytes.recorded(TcpInfoBytes.SENDER).limit(104);
    statistics.snapshot();
    nanos += TimeUnit.SECONDS.toNanos(1);
    // when
    TcpStatistics.Snapshot snapshot = statistics.snapshot();
    // then
    assertThat(snapshot.bandwidth()).isEqualTo(BandwidthStatistics.UNKNOWN);
    assertThat(snapshot.roundTripTime().smoothed()).hasValue(Duration.ofNanos(67_000));
    assertThat(snapshot.roundTripTime().min()).isEmpty();
  }

  private static TcpInfoBytes sending(long acked, long rate, long busyMicros, long limitedMicros) {
    return TcpInfoBytes.untouched()
        .rtt(21_000, 1_000)
        .minRtt(20_000)
        .window(150, 1_448)
        .acked(acked, rate)
        .busy(busyMicros, limitedMicros, 0);
  }

  private void at(int millis, TcpInfoBytes now) {
    nanos = TimeUnit.DAYS.toNanos(-1) + TimeUnit.MILLISECONDS.toNanos(millis);
    struct = now.bytes();
    statistics.snapshot();
  }
}
