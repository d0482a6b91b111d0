package io.reactivesockets.triggers.wire;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;

/**
 * Memory outside the heap through which bytes pass on their way to and from the kernel: one piece
 * for each event loop, for a piece for each connection is given back only when garbage is
 * collected, however fast connections come and go.
 */
final class Chunk {

  static final int BYTES = 64 * 1024;

  private static final FastThreadLocal<ByteBuffer> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
          return ByteBuffer.allocateDirect(BYTES);
        }
      };

  private Chunk() {}

  /** Returns the piece of this thread, empty; what is in it has to be used before the next call. */
  static ByteBuffer empty() {
    return OF_THREAD.get().clear();
  }
}
