package io.reactivesockets.websocket.codec;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What zlib remembers of the data before, which the JDK does not tell: the compressed messages to
 * come may refer to it. It is had by decompressing a block of references to all of it (RFC 1951
 * sections 3.2.5 and 3.2.6).
 *
 * <pre>
 * 0, 01              a block with fixed codes, not the last one
 * 11000101, 00xxx..  258 bytes from a distance of the whole window; as often as it takes
 * 0000000            end of the block
 * 0, 00, padding, 0000, FFFF   an empty stored block: back to a whole byte
 * </pre>
 */
final class InflaterWindow {

  private static final int MAX_BYTES = 1 << 15;
  private static final int LONGEST = 258;
  private static final int LONGEST_CODE = 0b1100_0101;

  private final byte[] block;
  private int bits;

  private InflaterWindow(int size) {
    int references = (size + LONGEST - 1) / LONGEST;
    block = new byte[16 + references * 4];
    bits(0b010, 3);
    for (int i = 0; i < references; i++) {
      code(LONGEST_CODE, 8);
      distance(size);
    }
    code(0, 7);
    bits(0, 3);
    bits = (bits + 7) & ~7;
    bits(0, 16);
    bits(0xFFFF, 16);
  }

  /**
   * Reads the window of a decompressor that stands at a whole byte between two blocks; it is of no
   * use any more.
   *
   * @param written how many bytes have come out of it, or were put into its window
   */
  static byte[] read(Inflater inflater, long written) {
    int size = (int) Math.min(written, MAX_BYTES);
    if (size == 0) {
      return new byte[0];
    }
    InflaterWindow references = new InflaterWindow(size);
    byte[] out = new byte[size + LONGEST];
    inflater.setInput(references.block, 0, references.bits / 8);
    int count = 0;
    try {
      int more;
      while ((more = inflater.inflate(out, count, out.length - count)) > 0) {
        count += more;
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("the window of the decompressor cannot be read", e);
    }
    return Arrays.copyOf(out, Math.min(size, count));
  }

  /** Distances are written as a code of five bits and bits that the code leaves open. */
  private void distance(int distance) {
    int value = distance - 1;
    if (value < 2) {
      code(value, 5);
      return;
    }
    int open = 30 - Integer.numberOfLeadingZeros(value);
    code(2 * open + 2 + ((value >> open) & 1), 5);
    bits(value & ((1 << open) - 1), open);
  }

  /** Codes stand with their highest bit first. */
  private void code(int code, int length) {
    bits(Integer.reverse(code) >>> (32 - length), length);
  }

  private void bits(int value, int length) {
    for (int i = 0; i < length; i++, bits++) {
      block[bits >> 3] |= (byte) (((value >> i) & 1) << (bits & 7));
    }
  }
}
