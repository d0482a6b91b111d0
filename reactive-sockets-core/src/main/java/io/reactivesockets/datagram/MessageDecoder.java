package io.reactivesockets.datagram;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes an item of one datagram, without a copy in between.
 *
 * @param <T> what an item is
 */
@FunctionalInterface
public interface MessageDecoder<T> {

  /**
   * Makes an item.
   *
   * @param payload the bytes of one whole datagram, from position to limit; only valid until this
   *     call returns
   * @param remoteAddress who sent it
   * @return the item, or {@code null} to leave the datagram out
   */
  @Nullable T decode(ByteBuffer payload, InetSocketAddress remoteAddress);
}
