package io.reactivesockets.framing;

import java.nio.charset.Charset;

/** The failures of framing, each said in one way. */
final class FramingErrors {
  private FramingErrors() {}

  /** A frame whose size is known. */
  static RuntimeException tooLong(int maxFrameBytes, long frameBytes) {
    return new IllegalStateException(
        "FRAME_TOO_LONG: a frame of "
            + frameBytes
            + " bytes, the limit is "
            + maxFrameBytes
            + "; raise maxFrameBytes, or check that the peer speaks this protocol");
  }

  /** A frame whose end is not in sight. */
  static RuntimeException noDelimiter(int maxFrameBytes, int received) {
    return new IllegalStateException(
        "FRAME_TOO_LONG: no delimiter in "
            + received
            + " bytes, the limit is "
            + maxFrameBytes
            + "; raise maxFrameBytes, or check that the peer speaks this protocol");
  }

  /** A decoder that leaves more bytes than it says it may. */
  static RuntimeException tooMuchPending(int maxPendingBytes, int pending) {
    return new IllegalStateException(
        "FRAME_TOO_LONG: " + pending + " bytes hold no item, the limit is " + maxPendingBytes);
  }

  /** The stream ended in mid-frame. */
  static RuntimeException torn(int received, int expected) {
    return unexpectedEnd(
        "the stream ended inside a frame, after "
            + received
            + (expected > 0 ? " of its " + expected + " bytes" : " bytes of its header"));
  }

  /** The stream ended without a delimiter. */
  static RuntimeException unterminated(int received) {
    return unexpectedEnd("the stream ended with " + received + " bytes that no delimiter follows");
  }

  /** A frame that is not text of its charset. */
  static RuntimeException malformedText(Charset charset, int at, int frameBytes) {
    return violation(
        "byte " + at + " of a frame of " + frameBytes + " is not " + charset + " text");
  }

  static RuntimeException violation(String what) {
    return new IllegalStateException("PROTOCOL_VIOLATION: " + what);
  }

  private static RuntimeException unexpectedEnd(String what) {
    return new IllegalStateException("UNEXPECTED_END_OF_STREAM: " + what);
  }
}
