package io.reactivesockets.triggers.wire;

import java.nio.ByteBuffer;

/**
 * For a fuzzer: any bytes as frames. Each is a message, which is written as it was read, or
 * refused; nothing but a violation is thrown.
 */
public final class FramesFuzz {

  private FramesFuzz() {}

  /** Reads some bytes. */
  public static void fuzzerTestOneInput(byte[] data) {
    ByteBuffer frames = ByteBuffer.wrap(data);
    try {
      while (frames.hasRemaining()) {
        int start = frames.position();
        Frames.Decoded decoded = Frames.next(frames);
        check(decoded, frames.slice(start, frames.position() - start));
      }
    } catch (WireFormatException refused) {
      if (refused.getMessage() == null || refused.getMessage().length() > 1_000) {
        throw new AssertionError("refused without a good reason", refused);
      }
    }
  }

  private static void check(Frames.Decoded decoded, ByteBuffer frame) {
    if (decoded.descriptors() > Limits.MAX_DESCRIPTORS) {
      throw new AssertionError(decoded.descriptors() + " descriptors");
    }
    Message again = Frames.decode(Frames.encode(decoded.message(), decoded.descriptors()));
    if (!again.equals(decoded.message())) {
      throw new AssertionError(frame + " was " + decoded.message() + ", then " + again);
    }
  }
}
