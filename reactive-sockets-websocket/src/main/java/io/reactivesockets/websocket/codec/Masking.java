package io.reactivesockets.websocket.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Exclusive-or with the mask of RFC 6455 section 5.3, eight bytes a step, telling on the way
 * whether all of the bytes were ASCII.
 *
 * <p>A key is an int whose lowest byte is the first on the wire.
 */
final class Masking {

  /** The top bit of every byte: a word with none of them set is eight ASCII characters. */
  static final long HIGH_BITS = 0x8080808080808080L;

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Masking() {}

  /** Turns the key so that it fits the byte that stands {@code bytes} further on. */
  static int advance(int key, long bytes) {
    return Integer.rotateRight(key, ((int) bytes & 3) << 3);
  }

  /**
   * Masks or unmasks in place.
   *
   * @return all resulting bytes joined by "or": no bit of {@link #HIGH_BITS} is set if they are
   *     ASCII
   */
  static long apply(byte[] bytes, int from, int to, int key) {
    if (key == 0) {
      return join(bytes, from, to);
    }
    long wide = (key & 0xFFFFFFFFL) * 0x1_0000_0001L;
    long seen = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      long word = (long) LONGS.get(bytes, i) ^ wide;
      LONGS.set(bytes, i, word);
      seen |= word;
    }
    for (int shift = 0; i < to; i++, shift += 8) {
      bytes[i] ^= (byte) (wide >>> shift);
      seen |= bytes[i];
    }
    return seen;
  }

  /** Masks from one array to another. */
  static void copy(byte[] source, int from, int length, byte[] target, int at, int key) {
    long wide = (key & 0xFFFFFFFFL) * 0x1_0000_0001L;
    int i = 0;
    for (; i <= length - 8; i += 8) {
      LONGS.set(target, at + i, (long) LONGS.get(source, from + i) ^ wide);
    }
    for (int shift = 0; i < length; i++, shift += 8) {
      target[at + i] = (byte) (source[from + i] ^ (wide >>> shift));
    }
  }

  private static long join(byte[] bytes, int from, int to) {
    long seen = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      seen |= (long) LONGS.get(bytes, i);
    }
    for (; i < to; i++) {
      seen |= bytes[i];
    }
    return seen;
  }

  /** Returns whether bytes joined by {@link #apply} were all ASCII. */
  static boolean isAscii(long seen) {
    return (seen & HIGH_BITS) == 0;
  }
}
