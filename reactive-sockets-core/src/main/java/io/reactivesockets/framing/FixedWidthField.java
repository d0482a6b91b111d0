package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An unsigned integer of 1, 2, 3, 4 or 8 bytes in either byte order. */
record FixedWidthField(int width, ByteOrder order) implements LengthField {

  FixedWidthField {
    if (width != 1 && width != 2 && width != 3 && width != 4 && width != 8) {
      throw new IllegalArgumentException("width: " + width + " (expected: 1, 2, 3, 4 or 8)");
    }
  }

  @Override
  public int widthAt(ByteBuffer in, int at) {
    return in.limit() - at >= width ? width : 0;
  }

  @Override
  public long read(ByteBuffer in, int at, int fieldWidth) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = (value << 8) | (in.get(at + byteIndex(i)) & 0xFF);
    }
    if (value < 0) {
      throw FramingErrors.violation(
          "the length field says " + Long.toUnsignedString(value) + " bytes, beyond 2^63");
    }
    return value;
  }

  @Override
  public int widthOf(long value) {
    return width;
  }

  @Override
  public long maxValue() {
    return width == Long.BYTES ? Long.MAX_VALUE : (1L << (8 * width)) - 1;
  }

  @Override
  public void write(ByteBuffer out, long value) {
    int start = out.position();
    for (int i = 0; i < width; i++) {
      out.put(start + byteIndex(i), (byte) (value >>> (8 * (width - 1 - i))));
    }
    out.position(start + width);
  }

  @Override
  public int maxWidth() {
    return width;
  }

  /** Where the {@code i}th byte, counted from the most significant one, stands. */
  private int byteIndex(int i) {
    return order == ByteOrder.BIG_ENDIAN ? i : width - 1 - i;
  }
}
