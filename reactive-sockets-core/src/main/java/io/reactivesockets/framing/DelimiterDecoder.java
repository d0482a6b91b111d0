package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts one stream at its delimiters; remembers how far it has looked, so no byte is seen twice. */
final class DelimiterDecoder implements ByteDecoder<ByteBuffer> {
  private final DelimiterFramer framer;
  private final Delimiters delimiters;
  private final int maxStart;

  /** Bytes after the position that are known not to start a delimiter. */
  private int scanned;

  DelimiterDecoder(DelimiterFramer framer) {
    this.framer = framer;
    this.delimiters = framer.delimiters();
    this.maxStart = framer.maxDelimiterStart();
  }

  @Override
  public @Nullable ByteBuffer decode(ByteBuffer input, boolean endOfInput) {
    int start = input.position();
    int limit = input.limit();
    int lookUntil = (int) Math.min(limit, start + maxStart + 1L);
    int at = delimiters.nextStart(input, start + scanned, lookUntil);
    while (at < lookUntil) {
      int length = delimiters.matchAt(input, at, limit, !endOfInput);
      if (length > 0) {
        return take(input, at - start, length);
      }
      if (length == Delimiters.UNDECIDED) {
        scanned = at - start;
        return null;
      }
      at = delimiters.nextStart(input, at + 1, lookUntil);
    }
    scanned = at - start;
    if (scanned > maxStart) {
      throw FramingErrors.noDelimiter(framer.maxFrameBytes(), input.remaining());
    }
    return endOfInput ? takeUnterminated(input) : null;
  }

  @Override
  public int maxPendingBytes() {
    return maxStart + delimiters.longest();
  }

  private ByteBuffer take(ByteBuffer input, int payloadBytes, int delimiterBytes) {
    int frameBytes = framer.keepsDelimiter() ? payloadBytes + delimiterBytes : payloadBytes;
    if (frameBytes > framer.maxFrameBytes()) {
      throw FramingErrors.tooLong(framer.maxFrameBytes(), frameBytes);
    }
    scanned = 0;
    return Frames.take(input, 0, frameBytes, payloadBytes + delimiterBytes);
  }

  private @Nullable ByteBuffer takeUnterminated(ByteBuffer input) {
    int left = input.remaining();
    if (left == 0) {
      return null;
    }
    if (!framer.emitsUnterminated()) {
      throw FramingErrors.unterminated(left);
    }
    scanned = 0;
    return Frames.take(input, 0, left, left);
  }
}
