package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Frames that end with a delimiter: lines, records of a text protocol.
 *
 * <p>With several delimiters the leftmost match ends the frame, among several at one place the
 * longest; if one is the beginning of another, a frame waits for the byte that decides. Two
 * delimiters in a row enclose an empty frame. Immutable; each method that changes a setting returns
 * a new framer.
 *
 * <p>A frame that passes the limit fails as soon as no delimiter within the limit is possible any
 * more; nothing is skipped to find the next frame. Decoding costs time linear in the bytes, in
 * whatever pieces they come (times the length of the delimiters where their beginnings abound).
 */
public final class DelimiterFramer implements Framer {
  private static final byte[] NONE = {};

  private final int maxFrameBytes;
  private final Delimiters delimiters;
  private final boolean keepsDelimiter;
  private final boolean emitsUnterminated;

  DelimiterFramer(int maxFrameBytes, Delimiters delimiters) {
    this(Frames.checkMaxFrameBytes(maxFrameBytes), delimiters, false, false);
  }

  private DelimiterFramer(
      int maxFrameBytes, Delimiters delimiters, boolean keepsDelimiter, boolean emitsUnterminated) {
    this.maxFrameBytes = maxFrameBytes;
    this.delimiters = delimiters;
    this.keepsDelimiter = keepsDelimiter;
    this.emitsUnterminated = emitsUnterminated;
    if (keepsDelimiter && maxFrameBytes < delimiters.longest()) {
      throw new IllegalArgumentException(
          "maxFrameBytes: "
              + maxFrameBytes
              + " (expected: at least "
              + delimiters.longest()
              + ", the longest delimiter, which is kept)");
    }
  }

  /**
   * Returns a framer whose frames include their delimiter; by default it is stripped.
   *
   * <p>Then {@link #maxFrameBytes()} counts the delimiter too, and encoding appends one only to
   * payloads that do not end with one already.
   *
   * @return a framer that keeps delimiters
   */
  public DelimiterFramer keepDelimiter() {
    return new DelimiterFramer(maxFrameBytes, delimiters, true, emitsUnterminated);
  }

  /**
   * Returns a framer that takes bytes after the last delimiter as a last frame when the stream
   * ends; by default the stream fails, because a peer that was cut off looks the same.
   *
   * @return a framer that emits an unterminated last frame
   */
  public DelimiterFramer emitUnterminated() {
    return new DelimiterFramer(maxFrameBytes, delimiters, keepsDelimiter, true);
  }

  /**
   * Returns the size of the largest frame it emits and takes.
   *
   * @return bytes, without the delimiter unless that is kept
   */
  public int maxFrameBytes() {
    return maxFrameBytes;
  }

  @Override
  public ByteDecoder<ByteBuffer> newDecoder() {
    return new DelimiterDecoder(this);
  }

  /**
   * Returns the payload with a delimiter behind it, the first of those named.
   *
   * @param payload the bytes from position to limit; the position is not moved
   * @return a heap buffer, of the caller
   * @throws IllegalArgumentException if a delimiter would be found before the end of the payload
   */
  @Override
  public ByteBuffer encode(ByteBuffer payload) {
    return Frames.join(payload, terminator(payload));
  }

  @Override
  public List<ByteBuffer> encodeParts(ByteBuffer payload) {
    if (payload.remaining() < Frames.SEPARATE_PAYLOAD_BYTES) {
      return List.of(encode(payload));
    }
    ByteBuffer end = terminator(payload);
    return end.hasRemaining() ? List.of(payload.slice(), end) : List.of(payload.slice());
  }

  /** What to send behind the payload: a delimiter, or nothing if it brings its own. */
  private ByteBuffer terminator(ByteBuffer payload) {
    ByteBuffer bytes = payload.slice();
    int size = bytes.remaining();
    int found = delimiters.firstIn(bytes);
    boolean ownDelimiter = keepsDelimiter && found < size && delimiters.endsAt(bytes, found, size);
    byte[] delimiter = ownDelimiter ? NONE : delimiters.preferred();
    long frameBytes = keepsDelimiter ? (long) size + delimiter.length : size;
    if (frameBytes > maxFrameBytes) {
      throw FramingErrors.payloadTooLong(maxFrameBytes, frameBytes);
    }
    if (found < size && !ownDelimiter) {
      throw new IllegalArgumentException(
          "payload: a delimiter at byte " + found + " of " + size + " (expected: none inside)");
    }
    return ByteBuffer.wrap(delimiter.clone());
  }

  Delimiters delimiters() {
    return delimiters;
  }

  boolean keepsDelimiter() {
    return keepsDelimiter;
  }

  boolean emitsUnterminated() {
    return emitsUnterminated;
  }

  /** How far from the start of a frame its delimiter may start. */
  int maxDelimiterStart() {
    return keepsDelimiter ? maxFrameBytes - delimiters.shortest() : maxFrameBytes;
  }

  @Override
  public String toString() {
    return "DelimiterFramer["
        + delimiters
        + ", maxFrameBytes="
        + maxFrameBytes
        + (keepsDelimiter ? ", keepDelimiter" : "")
        + (emitsUnterminated ? ", emitUnterminated" : "")
        + "]";
  }
}
