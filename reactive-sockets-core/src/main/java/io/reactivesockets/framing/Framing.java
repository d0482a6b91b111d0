package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** The usual framers, and decoding for any publisher of bytes. */
public final class Framing {

  /** The limit of frames where none is given, 65,536 bytes. */
  public static final int DEFAULT_MAX_FRAME_BYTES = 65_536;

  private Framing() {}

  /**
   * Returns a framer for frames that end with one of several delimiters.
   *
   * @param maxFrameBytes the largest frame, without its delimiter; 1 to 2<sup>30</sup>
   * @param delimiters at least one, none empty; encoding writes the first, which must not be the
   *     beginning of another
   * @return a framer that strips delimiters and fails on an unterminated last frame
   * @throws IllegalArgumentException if an argument is not as said
   */
  public static DelimiterFramer delimiter(int maxFrameBytes, byte[]... delimiters) {
    return new DelimiterFramer(maxFrameBytes, new Delimiters(List.of(delimiters)));
  }

  /**
   * Returns a framer for frames that end with one of several delimiters, given as text.
   *
   * @param maxFrameBytes the largest frame, without its delimiter; 1 to 2<sup>30</sup>
   * @param delimiters at least one, none empty, taken as UTF-8; encoding writes the first, which
   *     must not be the beginning of another
   * @return a framer that strips delimiters and fails on an unterminated last frame
   * @throws IllegalArgumentException if an argument is not as said
   */
  public static DelimiterFramer delimiter(int maxFrameBytes, String... delimiters) {
    return delimiter(
        maxFrameBytes,
        Arrays.stream(delimiters)
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  /**
   * Returns a framer for lines, which end with LF or CRLF and are written with LF.
   *
   * @param maxFrameBytes the longest line, without its end; 1 to 2<sup>30</sup>
   * @return a framer that strips line ends and fails on an unterminated last line
   * @throws IllegalArgumentException if the limit is out of range
   */
  public static DelimiterFramer lines(int maxFrameBytes) {
    return delimiter(maxFrameBytes, "\n", "\r\n");
  }

  /**
   * Returns a framer for lines of text up to 65,536 bytes, which end with LF or CRLF and are
   * written with LF.
   *
   * @param charset the encoding; one that has LF as the single byte 0x0A, as UTF-8 and the ISO 8859
   *     family do and UTF-16 does not
   * @return a framer that strips line ends, fails on bytes the charset does not allow and on an
   *     unterminated last line
   * @throws IllegalArgumentException if the charset writes LF otherwise
   */
  public static TextFramer lines(Charset charset) {
    return lines(charset, DEFAULT_MAX_FRAME_BYTES);
  }

  /**
   * Returns a framer for lines of text, which end with LF or CRLF and are written with LF.
   *
   * @param charset the encoding; one that has LF as the single byte 0x0A, as UTF-8 and the ISO 8859
   *     family do and UTF-16 does not
   * @param maxFrameBytes the longest line in bytes, without its end; 1 to 2<sup>30</sup>
   * @return a framer that strips line ends, fails on bytes the charset does not allow and on an
   *     unterminated last line
   * @throws IllegalArgumentException if the charset writes LF otherwise, or the limit is out of
   *     range
   */
  public static TextFramer lines(Charset charset, int maxFrameBytes) {
    if (!charset.canEncode() || !Arrays.equals("\n".getBytes(charset), new byte[] {'\n'})) {
      throw new IllegalArgumentException(
          "charset: " + charset + " (expected: one that writes a line feed as the byte 0x0A)");
    }
    return lines(maxFrameBytes).text(charset);
  }

  /**
   * Returns a builder of framers for frames that announce their length.
   *
   * @return a builder with a big-endian field of four bytes that counts the body behind it
   */
  public static LengthFieldFramer.Builder lengthField() {
    return LengthFieldFramer.builder();
  }

  /**
   * Returns a framer for messages behind an unsigned varint of at most five bytes, the way Protocol
   * Buffers delimits messages in a stream.
   *
   * @param maxFrameBytes the largest message; 1 to 2<sup>30</sup>
   * @return a framer that strips the length
   * @throws IllegalArgumentException if the limit is out of range
   */
  public static LengthFieldFramer varintLength(int maxFrameBytes) {
    return lengthField().varint(5).maxFrameBytes(maxFrameBytes).build();
  }

  /**
   * Returns a framer for frames that are all of one size.
   *
   * @param frameBytes the size, 1 to 2<sup>30</sup>
   * @return a framer that fails on a short last frame and encodes payloads of just this size
   * @throws IllegalArgumentException if out of range
   */
  public static Framer fixed(int frameBytes) {
    return new FixedLengthFramer(frameBytes);
  }

  /**
   * Decodes the bytes of any publisher, however they are split over its buffers.
   *
   * <p>Cold. Exactly the items asked for are decoded; another buffer is requested from {@code
   * bytes}, one at a time, only when one more item is wanted and those at hand do not hold it. Kept
   * are at most one buffer and {@link ByteDecoder#maxPendingBytes()} of an incomplete item; more
   * fails. Once {@code bytes} has completed, the last item may be decoded ahead of demand to learn
   * whether the stream ends there. Fails with what the decoder throws, and then cancels {@code
   * bytes}; an error of {@code bytes} follows the items received before it. Cancelling cancels
   * {@code bytes} and drops what it had delivered already.
   *
   * @param bytes the stream; its buffers belong to this operator from then on
   * @param decoder makes the decoder of each subscription
   * @param <T> what a decoded item is
   * @return the items
   */
  public static <T> Flux<T> decode(
      Publisher<ByteBuffer> bytes, Supplier<? extends ByteDecoder<T>> decoder) {
    return new FluxDecode<>(Flux.from(bytes), decoder);
  }
}
