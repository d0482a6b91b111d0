package io.reactivesockets.framing;

import java.nio.ByteBuffer;

/**
 * Finds bytes in a big-endian buffer eight at a step.
 *
 * <p>A word of eight bytes is XORed with the byte looked for, repeated; the byte sits where the
 * result has a zero byte, which {@link #zeroBytes} marks without branches and without false hits.
 */
final class ByteSearch {
  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_SEVEN = 0x7F7F7F7F7F7F7F7FL;

  private ByteSearch() {}

  /** Returns the first index in {@code from..to-1} that holds {@code a}, else {@code to}. */
  static int indexOf(ByteBuffer in, int from, int to, byte a) {
    long as = (a & 0xFF) * ONES;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long hits = zeroBytes(in.getLong(at) ^ as);
      if (hits != 0) {
        return at + (Long.numberOfLeadingZeros(hits) >>> 3);
      }
    }
    while (at < to && in.get(at) != a) {
      at++;
    }
    return at;
  }

  /** Returns the first index in {@code from..to-1} that holds either byte, else {@code to}. */
  static int indexOfEither(ByteBuffer in, int from, int to, byte a, byte b) {
    long as = (a & 0xFF) * ONES;
    long bs = (b & 0xFF) * ONES;
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = in.getLong(at);
      long hits = zeroBytes(word ^ as) | zeroBytes(word ^ bs);
      if (hits != 0) {
        return at + (Long.numberOfLeadingZeros(hits) >>> 3);
      }
    }
    while (at < to && in.get(at) != a && in.get(at) != b) {
      at++;
    }
    return at;
  }

  /** Returns the first index in {@code from..to-1} whose byte is in the set, else {@code to}. */
  static int indexOfAny(ByteBuffer in, int from, int to, boolean[] set) {
    int at = from;
    while (at < to && !set[in.get(at) & 0xFF]) {
      at++;
    }
    return at;
  }

  /** Sets the top bit of every byte that is zero, and no other bit. */
  private static long zeroBytes(long word) {
    return ~(((word & LOW_SEVEN) + LOW_SEVEN) | word | LOW_SEVEN);
  }
}
