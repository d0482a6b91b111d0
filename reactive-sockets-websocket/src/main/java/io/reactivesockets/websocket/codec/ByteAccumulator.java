package io.reactivesockets.websocket.codec;

import java.util.Arrays;

/**
 * Gathers a message whose size is known in part or not at all.
 *
 * <p>A length that a peer announces is not believed until its bytes arrive: the array grows with
 * what is there, at most to twice that or {@link #TRUSTED} bytes.
 */
final class ByteAccumulator {

  /** How many announced bytes are set aside at once. */
  private static final int TRUSTED = 16_384;

  /** The longest array that every Java runtime can make. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int size;

  /**
   * Makes room for bytes that are here.
   *
   * @param here how many
   * @param announced how many more the peer says will follow in this frame
   * @param lastFrame whether nothing will follow after those
   * @return the array to put them in, from {@link #size()} on
   */
  byte[] room(int here, long announced, boolean lastFrame) {
    int needed = Math.addExact(size, here);
    if (needed > bytes.length) {
      long known = needed + announced;
      long wanted = Math.max(Math.min(known, TRUSTED), Math.max(needed, 2L * bytes.length));
      long length = Math.min(lastFrame ? Math.min(wanted, known) : wanted, MAX_ARRAY);
      bytes = size == 0 ? new byte[(int) length] : Arrays.copyOf(bytes, (int) length);
    }
    return bytes;
  }

  /** Says that the next bytes of the room were filled. */
  void filled(int count) {
    size += count;
  }

  /** Adds a copy of the first bytes of the array. */
  void add(byte[] source, int count) {
    System.arraycopy(source, 0, room(count, 0, false), size, count);
    size += count;
  }

  int size() {
    return size;
  }

  /** Returns the bytes gathered as an array of just that size, and starts anew. */
  byte[] take() {
    byte[] taken = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    clear();
    return taken;
  }

  /** Returns a copy of the bytes gathered so far, which stay. */
  byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  /** Takes bytes off the end. */
  void cut(int count) {
    size -= count;
  }

  void clear() {
    bytes = NOTHING;
    size = 0;
  }
}
