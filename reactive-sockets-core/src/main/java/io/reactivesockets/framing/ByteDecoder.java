package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes items off a stream of bytes, one a call, without owning the bytes.
 *
 * <p>A decoder may keep state between calls and then serves one stream; calls never overlap.
 *
 * @param <T> what a decoded item is
 */
@FunctionalInterface
public interface ByteDecoder<T> {

  /** How many undecoded bytes a stream keeps for a decoder that does not say otherwise. */
  int DEFAULT_MAX_PENDING_BYTES = 65_536;

  /**
   * Returns the next item, or {@code null} if the bytes at hand hold no further one.
   *
   * <p>{@code input} shows the bytes not taken yet, from its position to its limit, in big-endian
   * order; the decoder takes bytes by moving the position. Bytes it leaves come again in the next
   * call, followed by later ones. The buffer belongs to the socket and is valid during the call
   * only: what an item needs is copied out of it.
   *
   * <p>With {@code endOfInput} no more bytes will come: the decoder is called until it returns
   * {@code null} and may throw if what is left is a torn item.
   *
   * @param input the bytes not taken yet, perhaps none
   * @param endOfInput whether the peer has finished sending
   * @return an item, which must have taken at least one byte unless {@code endOfInput}, or {@code
   *     null} for more bytes
   */
  @Nullable T decode(ByteBuffer input, boolean endOfInput);

  /**
   * Returns how many undecoded bytes the stream may hold for this decoder before it fails.
   *
   * @return the limit in bytes, at least 1
   */
  default int maxPendingBytes() {
    return DEFAULT_MAX_PENDING_BYTES;
  }
}
