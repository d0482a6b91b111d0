package io.reactivesockets.framing;

import java.nio.ByteBuffer;

/**
 * An unsigned integer in groups of seven bits, the least significant first, the top bit of each
 * byte but the last set: at most 5 bytes for 32 bits, at most 10 for 64.
 */
record VarintField(int maxWidth) implements LengthField {

  VarintField {
    if (maxWidth != 5 && maxWidth != 10) {
      throw new IllegalArgumentException("maxBytes: " + maxWidth + " (expected: 5 or 10)");
    }
  }

  @Override
  public int widthAt(ByteBuffer in, int at) {
    int end = Math.min(in.limit(), at + maxWidth);
    for (int i = at; i < end; i++) {
      if (in.get(i) >= 0) {
        return i - at + 1;
      }
    }
    if (end - at == maxWidth) {
      throw FramingErrors.violation("the length has more than " + maxWidth + " bytes");
    }
    return 0;
  }

  @Override
  public long read(ByteBuffer in, int at, int width) {
    if (width == maxWidth && in.get(at + width - 1) > lastByteMax()) {
      throw FramingErrors.violation("the length has more than " + bits() + " bits");
    }
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = (value << 7) | (in.get(at + i) & 0x7F);
    }
    if (value < 0) {
      throw FramingErrors.violation(
          "the length says " + Long.toUnsignedString(value) + " bytes, beyond 2^63");
    }
    return value;
  }

  @Override
  public int widthOf(long value) {
    return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
  }

  @Override
  public long maxValue() {
    return maxWidth == 5 ? 0xFFFF_FFFFL : Long.MAX_VALUE;
  }

  @Override
  public void write(ByteBuffer out, long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /** What is left of 32 bits for a fifth byte, of 64 bits for a tenth. */
  private int lastByteMax() {
    return maxWidth == 5 ? 0x0F : 0x01;
  }

  private int bits() {
    return maxWidth == 5 ? 32 : 64;
  }
}
