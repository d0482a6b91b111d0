package io.reactivesockets.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code struct tcp_info} of {@code linux/tcp.h} says about a connection.
 *
 * <p>The struct has only grown at its end, so each field has a fixed offset, and a shorter struct
 * lacks the later ones:
 *
 * <pre>
 *     7  bit 0  delivery_rate_app_limited   (4.9)
 *    16  u32    snd_mss          bytes
 *    68  u32    rtt              us, smoothed; 0 without a sample
 *    72  u32    rttvar           us
 *    80  u32    snd_cwnd         segments
 *    92  u32    rcv_rtt          us; 0 without a sample
 *    96  u32    rcv_space        bytes
 *   120  u64    bytes_acked      (4.1)
 *   128  u64    bytes_received   (4.1)
 *   148  u32    min_rtt          us; 2^32-1 without a sample (4.6)
 *   160  u64    delivery_rate    bytes per second; 0 without a sample (4.9)
 *   168  u64    busy_time        us (4.10)
 *   176  u64    rwnd_limited     us (4.10)
 *   184  u64    sndbuf_limited   us (4.10)
 * </pre>
 *
 * @param rttMicros the smoothed round-trip time
 * @param rttVarMicros its mean deviation
 * @param minRttMicros the smallest round-trip time of the kernel's window
 * @param rcvRttMicros the round-trip time as the receiver sees it
 * @param congestionWindowBytes what the sender may have in flight
 * @param rcvSpaceBytes the most that was read in one round trip
 * @param deliveryRate bytes per second acknowledged, the kernel's last estimate
 * @param appLimited whether the application sent too little for that estimate to be of the path
 * @param bytesAcked payload acknowledged so far
 * @param bytesReceived payload received so far
 * @param busyMicros how long data was waiting to be sent or acknowledged
 * @param limitedMicros how much of that the peer's window or the send buffer was the limit
 */
record TcpInfo(
    OptionalLong rttMicros,
    OptionalLong rttVarMicros,
    OptionalLong minRttMicros,
    OptionalLong rcvRttMicros,
    long congestionWindowBytes,
    long rcvSpaceBytes,
    OptionalLong deliveryRate,
    boolean appLimited,
    OptionalLong bytesAcked,
    OptionalLong bytesReceived,
    OptionalLong busyMicros,
    OptionalLong limitedMicros) {

  /** The struct as it was before any of the fields that may lack. */
  static final int MIN_BYTES = 104;

  private static final long NO_MIN_RTT = 0xFFFF_FFFFL;

  /** Returns what the struct says, in the buffer's byte order, or empty if it is not one. */
  static Optional<TcpInfo> parse(ByteBuffer struct) {
    ByteBuffer in = struct.slice().order(struct.order());
    if (in.limit() < MIN_BYTES) {
      return Optional.empty();
    }
    OptionalLong rtt = unless(0, u32(in, 68));
    int appLimitedBit = in.order() == ByteOrder.LITTLE_ENDIAN ? 0x01 : 0x80;
    return Optional.of(
        new TcpInfo(
            rtt,
            rtt.isPresent() ? u32(in, 72) : OptionalLong.empty(),
            unless(0, unless(NO_MIN_RTT, u32(in, 148))),
            unless(0, u32(in, 92)),
            u32(in, 80).orElse(0) * u32(in, 16).orElse(0),
            u32(in, 96).orElse(0),
            unless(0, u64(in, 160)),
            (in.get(7) & appLimitedBit) != 0,
            u64(in, 120),
            u64(in, 128),
            u64(in, 168),
            sum(u64(in, 176), u64(in, 184))));
  }

  private static OptionalLong u32(ByteBuffer in, int at) {
    return in.limit() >= at + Integer.BYTES
        ? OptionalLong.of(Integer.toUnsignedLong(in.getInt(at)))
        : OptionalLong.empty();
  }

  private static OptionalLong u64(ByteBuffer in, int at) {
    return in.limit() >= at + Long.BYTES ? OptionalLong.of(in.getLong(at)) : OptionalLong.empty();
  }

  private static OptionalLong unless(long unknown, OptionalLong value) {
    return value.isPresent() && value.getAsLong() == unknown ? OptionalLong.empty() : value;
  }

  private static OptionalLong sum(OptionalLong a, OptionalLong b) {
    return a.isPresent() && b.isPresent()
        ? OptionalLong.of(a.getAsLong() + b.getAsLong())
        : OptionalLong.empty();
  }
}
