package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts one stream at the lengths it announces; reads each header once. */
final class LengthFieldDecoder implements ByteDecoder<ByteBuffer> {
  private static final int UNKNOWN = -1;

  private final LengthFieldLayout layout;
  private final int maxFrameBytes;

  /** The size of the frame at the position, header included, once its header has been read. */
  private int frameBytes = UNKNOWN;

  private int stripped;

  LengthFieldDecoder(LengthFieldLayout layout, int maxFrameBytes) {
    this.layout = layout;
    this.maxFrameBytes = maxFrameBytes;
  }

  @Override
  public @Nullable ByteBuffer decode(ByteBuffer input, boolean endOfInput) {
    if (frameBytes == UNKNOWN) {
      readHeader(input);
    }
    if (frameBytes == UNKNOWN || input.remaining() < frameBytes) {
      if (endOfInput && input.hasRemaining()) {
        throw FramingErrors.torn(input.remaining(), frameBytes);
      }
      return null;
    }
    int size = frameBytes;
    frameBytes = UNKNOWN;
    return Frames.take(input, stripped, size - stripped, size);
  }

  @Override
  public int maxPendingBytes() {
    return layout.maxPendingBytes(maxFrameBytes);
  }

  private void readHeader(ByteBuffer input) {
    int start = input.position();
    int width = layout.widthIn(input, start);
    if (width == 0) {
      return;
    }
    long value = layout.field().read(input, start + layout.offset(), width);
    long size = layout.frameBytes(value, width);
    int strip = layout.stripped(width);
    if (size - strip > maxFrameBytes) {
      throw FramingErrors.tooLong(maxFrameBytes, size - strip);
    }
    stripped = strip;
    frameBytes = (int) size;
  }
}
