package io.reactivesockets.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Two buffers of each event loop, one to read into and one to gather what is written.
 *
 * <p>Most buffers live for less than one turn of the loop: these are lent again and again instead
 * of being allocated. A buffer is free when only the loop holds it; a borrower releases it like any
 * other, and copies off what has to stay.
 */
public final class LoopBuffers {

  /** How much a buffer holds. */
  public static final int CAPACITY = 65_536;

  /** Without leak detection, for the loop holds its buffers as long as it lives. */
  private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true, true);

  private static final FastThreadLocal<LoopBuffers> OF_THIS_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected LoopBuffers initialValue() {
          return new LoopBuffers();
        }

        @Override
        protected void onRemoval(LoopBuffers buffers) {
          buffers.reading.release();
          buffers.writing.release();
        }
      };

  private final ByteBuf reading = ALLOCATOR.directBuffer(CAPACITY, CAPACITY);
  private final ByteBuf writing = ALLOCATOR.directBuffer(CAPACITY, CAPACITY);

  private LoopBuffers() {}

  /**
   * Lends the buffer for reading, on an event loop.
   *
   * @param bytes how much the borrower may write into it, at most {@link #CAPACITY}
   * @return an empty buffer with room for exactly so much, or {@code null} if it is lent
   */
  public static @Nullable ByteBuf forReading(int bytes) {
    return lend(OF_THIS_THREAD.get().reading, CAPACITY - bytes);
  }

  /**
   * Lends the buffer for writing, on an event loop.
   *
   * @return an empty buffer, or {@code null} if it is lent
   */
  public static @Nullable ByteBuf forWriting() {
    return lend(OF_THIS_THREAD.get().writing, 0);
  }

  private static @Nullable ByteBuf lend(ByteBuf buffer, int at) {
    return buffer.refCnt() == 1 ? buffer.retain().setIndex(at, at) : null;
  }
}
