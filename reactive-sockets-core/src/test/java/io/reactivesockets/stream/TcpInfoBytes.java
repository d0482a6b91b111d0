package io.reactivesockets.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** {@code struct tcp_info} for tests: recorded, or written field by field. */
final class TcpInfoBytes {

  /** The sender of 128 MB over loopback, Linux 6.18 on x86-64. */
  static final String SENDER =
      "010000000007aa00e01c030000000000cbff0000180200000000000000000000000000000000000000000000"
          + "00000000000000002800000000000000ffff0000d7ff00004300000049000000080000001a000000cbff0000"
          + "0300000000000000d7ff000000000000a7608ebe02000000ffffffffffffffff7ce89d070000000000000000"
          + "00000000680800001504000085173200060000000000000066080000ad9c952d02000000409c000000000000"
          + "a08c000000000000000000000000000067080000000000007be89d0700000000000000000000000000000000"
          + "0000000000000000000000000000010000000000000000000000000000000000000000000000000000000000"
          + "00000000000000000000000000000000";

  /** The receiver of the same. */
  static final String RECEIVER =
      "080000000007aa01e01c0300409c000000800000cbff00000000000000000000000000000000000000000000"
          + "28000000000000000000000000000000ffff0000dbc81200160000000b000000ffffff7f0a000000cbff0000"
          + "030000001000000001760400000000000db227e909000000ffffffffffffffff00000000000000000100d007"
          + "00000000340400009f08000000000000160000009d0800000000000000000000000000000000000000000000"
          + "0000000000000000000000000000000001000000000000000000000000000000000000000000000000000000"
          + "00000000000000000000010000fc040000000000000000000000000000000000000000000000000000000000"
          + "00000000000000000000000000000000";

  private final ByteBuffer struct;

  private TcpInfoBytes(ByteBuffer struct) {
    this.struct = struct;
  }

  static ByteBuffer recorded(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All zero but the smallest round-trip time, which says that there is none. */
  static TcpInfoBytes untouched() {
    return new TcpInfoBytes(ByteBuffer.allocate(232).order(ByteOrder.nativeOrder())).minRtt(-1);
  }

  TcpInfoBytes rtt(int micros, int variance) {
    struct.putInt(68, micros).putInt(72, variance);
    return this;
  }

  TcpInfoBytes minRtt(int micros) {
    struct.putInt(148, micros);
    return this;
  }

  TcpInfoBytes window(int segments, int segmentBytes) {
    struct.putInt(80, segments).putInt(16, segmentBytes);
    return this;
  }

  TcpInfoBytes received(long bytes, int rcvRttMicros, int rcvSpace) {
    struct.putLong(128, bytes).putInt(92, rcvRttMicros).putInt(96, rcvSpace);
    return this;
  }

  TcpInfoBytes acked(long bytes, long deliveryRate) {
    struct.putLong(120, bytes).putLong(160, deliveryRate);
    return this;
  }

  TcpInfoBytes appLimited(boolean limited) {
    int bit = struct.order() == ByteOrder.LITTLE_ENDIAN ? 0x01 : 0x80;
    struct.put(7, (byte) (limited ? bit : 0));
    return this;
  }

  TcpInfoBytes busy(long micros, long windowLimited, long bufferLimited) {
    struct.putLong(168, micros).putLong(176, windowLimited).putLong(184, bufferLimited);
    return this;
  }

  ByteBuffer bytes() {
    ByteBuffer copy = ByteBuffer.allocate(struct.capacity()).order(struct.order());
    return copy.put(struct.duplicate().rewind()).flip();
  }
}
