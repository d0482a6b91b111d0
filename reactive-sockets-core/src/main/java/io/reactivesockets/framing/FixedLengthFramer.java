package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames that are all of one size. */
record FixedLengthFramer(int frameBytes) implements Framer {

  FixedLengthFramer {
    Frames.checkRange("frameBytes", frameBytes, 1, Frames.MAX_FRAME_BYTES);
  }

  @Override
  public ByteDecoder<ByteBuffer> newDecoder() {
    return new Decoder(frameBytes);
  }

  @Override
  public ByteBuffer encode(ByteBuffer payload) {
    return Frames.join(checked(payload));
  }

  @Override
  public List<ByteBuffer> encodeParts(ByteBuffer payload) {
    return List.of(checked(payload).slice());
  }

  private ByteBuffer checked(ByteBuffer payload) {
    int size = payload.remaining();
    if (size != frameBytes) {
      throw new IllegalArgumentException(
          "payload: " + size + " bytes (expected: " + frameBytes + ")");
    }
    return payload;
  }

  private record Decoder(int frameBytes) implements ByteDecoder<ByteBuffer> {

    @Override
    public @Nullable ByteBuffer decode(ByteBuffer input, boolean endOfInput) {
      if (input.remaining() >= frameBytes) {
        return Frames.take(input, 0, frameBytes, frameBytes);
      }
      if (endOfInput && input.hasRemaining()) {
        throw FramingErrors.torn(input.remaining(), frameBytes);
      }
      return null;
    }

    @Override
    public int maxPendingBytes() {
      return frameBytes;
    }
  }
}
