package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * An array of one thread that small frames are read from: to look into it is much cheaper than to
 * look into memory besides the heap, which costs some checks for each header and each payload. So
 * what was read is copied here as one.
 */
final class Stage {

  private static final int SIZE = 16_384;

  /** Below this the copy does not pay. */
  private static final int WORTH_IT = 512;

  private static final FastThreadLocal<Stage> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected Stage initialValue() {
          return new Stage();
        }
      };

  private final byte[] bytes = new byte[SIZE];
  private final ByteBuf view = Unpooled.wrappedBuffer(bytes);
  private boolean taken;

  /**
   * Returns the stage of the thread that calls, to be given back, or {@code null} if the bytes of
   * the buffer are better read where they are.
   */
  static @Nullable Stage takeFor(ByteBuf in) {
    if (in.readableBytes() < WORTH_IT || in.hasArray()) {
      return null;
    }
    Stage stage = CURRENT.get();
    if (stage.taken) {
      // What one connection received is on its way to another one, on the same thread.
      return null;
    }
    stage.taken = true;
    return stage;
  }

  void giveBack() {
    taken = false;
  }

  /** Has the reader read from a copy, and skips what it read. */
  void read(ByteBuf in, FrameReader frames) throws ProtocolViolation {
    int length = Math.min(in.readableBytes(), SIZE);
    in.getBytes(in.readerIndex(), bytes, 0, length);
    view.setIndex(0, length);
    frames.read(view);
    in.skipBytes(view.readerIndex());
  }
}
