package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/**
 * Makes strings of frames, strictly.
 *
 * <p>The JDK's own constructor of strings is several times faster than a strict decoder but
 * replaces what it cannot read. So a frame goes through it first, and only if the replacement shows
 * up is it read again, by the decoder that tells a received U+FFFD from a malformed byte.
 */
final class TextDecoder implements ByteDecoder<String> {
  private static final char REPLACEMENT = '\uFFFD';

  private final ByteDecoder<ByteBuffer> frames;
  private final Charset charset;
  private final CharsetDecoder strict;
  private final boolean marksErrors;

  TextDecoder(ByteDecoder<ByteBuffer> frames, Charset charset) {
    this.frames = frames;
    this.charset = charset;
    this.strict =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.marksErrors = strict.replacement().equals(String.valueOf(REPLACEMENT));
  }

  @Override
  public @Nullable String decode(ByteBuffer input, boolean endOfInput) {
    ByteBuffer frame = frames.decode(input, endOfInput);
    if (frame == null) {
      return null;
    }
    if (frame.hasArray() && marksErrors) {
      String text =
          new String(
              frame.array(), frame.arrayOffset() + frame.position(), frame.remaining(), charset);
      if (text.indexOf(REPLACEMENT) < 0) {
        return text;
      }
    }
    return decodeStrictly(frame);
  }

  @Override
  public int maxPendingBytes() {
    return frames.maxPendingBytes();
  }

  private String decodeStrictly(ByteBuffer frame) {
    int start = frame.position();
    int size = frame.remaining();
    CharBuffer chars =
        CharBuffer.allocate((int) Math.ceil(size * (double) strict.maxCharsPerByte()));
    strict.reset();
    CoderResult result = strict.decode(frame, chars, true);
    if (!result.isError()) {
      result = strict.flush(chars);
    }
    if (result.isError()) {
      throw FramingErrors.malformedText(charset, frame.position() - start, size);
    }
    return chars.flip().toString();
  }
}
