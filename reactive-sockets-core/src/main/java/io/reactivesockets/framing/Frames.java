package io.reactivesockets.framing;

import java.nio.ByteBuffer;

/** Copies between the buffers of a stream and the buffers of the caller. */
final class Frames {

  /** The largest limit a framer takes: what fits an array with any header beside it. */
  static final int MAX_FRAME_BYTES = 1 << 30;

  /** From this size on, not copying a payload is worth a buffer more. */
  static final int SEPARATE_PAYLOAD_BYTES = 8_192;

  private Frames() {}

  /**
   * Copies {@code length} bytes that start {@code skip} bytes after the position, and moves the
   * position by {@code taken}.
   */
  static ByteBuffer take(ByteBuffer input, int skip, int length, int taken) {
    byte[] frame = new byte[length];
    input.get(input.position() + skip, frame);
    input.position(input.position() + taken);
    return ByteBuffer.wrap(frame);
  }

  /** Returns a new heap buffer with the parts one after another; moves no position. */
  static ByteBuffer join(ByteBuffer... parts) {
    int size = 0;
    for (ByteBuffer part : parts) {
      size = Math.addExact(size, part.remaining());
    }
    ByteBuffer joined = ByteBuffer.allocate(size);
    for (ByteBuffer part : parts) {
      joined.put(part.duplicate());
    }
    return joined.flip();
  }

  static int checkMaxFrameBytes(int maxFrameBytes) {
    return checkRange("maxFrameBytes", maxFrameBytes, 1, MAX_FRAME_BYTES);
  }

  static int checkRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + min + ".." + max + ")");
    }
    return value;
  }
}
