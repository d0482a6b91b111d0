package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A decoder, and the bytes received for it that it has not taken yet. */
final class PendingDecode<T> {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);
  private static final int MIN_STORE_BYTES = 256;
  private static final int MAX_STORE_BYTES = Integer.MAX_VALUE - 8;

  private final ByteDecoder<T> decoder;
  private ByteBuffer bytes = NONE;

  /** Whether {@link #bytes} is a store of our own that may grow, not a received buffer. */
  private boolean stored;

  PendingDecode(ByteDecoder<T> decoder) {
    this.decoder = decoder;
  }

  /** Adds bytes behind those pending; if there are none, the buffer itself is used. */
  void append(ByteBuffer more) {
    if (!bytes.hasRemaining()) {
      bytes = more.slice();
      stored = false;
      return;
    }
    int added = more.remaining();
    if (!stored || bytes.capacity() - bytes.limit() < added) {
      makeRoom(added);
    }
    int end = bytes.limit();
    bytes.limit(end + added);
    bytes.put(end, more, more.position(), added);
  }

  /** Returns the next item, or {@code null} if the bytes at hand hold none. */
  @Nullable T next(boolean endOfInput) {
    if (!bytes.hasRemaining() && !endOfInput) {
      return null;
    }
    int before = bytes.position();
    int limit = bytes.limit();
    T item = decoder.decode(bytes, endOfInput);
    if (bytes.position() < before || bytes.limit() != limit) {
      throw new IllegalStateException("a decoder must only move the position, and forward");
    }
    if (item != null && bytes.position() == before && !endOfInput) {
      throw new IllegalStateException("a decoder returned an item without taking a byte");
    }
    if (item == null && bytes.remaining() > decoder.maxPendingBytes()) {
      throw FramingErrors.tooMuchPending(decoder.maxPendingBytes(), bytes.remaining());
    }
    return item;
  }

  void clear() {
    bytes = NONE;
  }

  /**
   * Moves what is pending to the start of a store that has room. Moving inside the store costs no
   * more than the last append: what stands behind a decoded item came with it. Growing doubles. So
   * the copies of a stream add up to a multiple of its bytes.
   */
  private void makeRoom(int added) {
    long needed = (long) bytes.remaining() + added;
    if (needed > MAX_STORE_BYTES) {
      throw FramingErrors.tooMuchPending(decoder.maxPendingBytes(), MAX_STORE_BYTES);
    }
    if (stored && needed <= bytes.capacity()) {
      bytes.compact().flip();
      return;
    }
    long doubled = stored ? 2L * bytes.capacity() : MIN_STORE_BYTES;
    int capacity = (int) Math.min(MAX_STORE_BYTES, Math.max(needed, doubled));
    bytes = ByteBuffer.allocate(capacity).put(bytes).flip();
    stored = true;
  }
}
