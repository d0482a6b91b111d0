package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;

/**
 * Memory that is only lent until what lies in it was handed out, so that nobody counts who uses it:
 * to retain and to release it has no effect. Netty may forget a slice of it, as it does with a
 * train that comes alone.
 */
class Slot extends UnpooledDirectByteBuf {

  private final ByteBuffer memory;

  /**
   * @param memory the bytes, from position to limit
   */
  Slot(ByteBuffer memory) {
    super(UnpooledByteBufAllocator.DEFAULT, memory, memory.remaining());
    this.memory = memory.slice();
  }

  @Override
  public final ByteBuf getBytes(int index, byte[] destination) {
    memory.get(index, destination);
    return this;
  }

  @Override
  public final ByteBuf retain() {
    return this;
  }

  @Override
  public final ByteBuf retain(int increment) {
    return this;
  }

  @Override
  public final boolean release() {
    return false;
  }

  @Override
  public final boolean release(int decrement) {
    return false;
  }
}
