package io.reactivesockets.framing;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.nio.charset.Charset;

/** The failures of framing, each said in one way. */
final class FramingErrors {
  private static final String DECODE = "decode";
  private static final String ENCODE = "encode";
  private static final String LIMIT = " bytes, the limit is ";
  private static final String CHECK_PEER =
      "raise maxFrameBytes, or check that the peer speaks this protocol";

  private FramingErrors() {}

  /** A received frame whose size is known. */
  static SocketOperationException tooLong(int maxFrameBytes, long frameBytes) {
    return failure(
        DECODE,
        SocketErrorStatus.FRAME_TOO_LONG,
        "a frame of " + frameBytes + LIMIT + maxFrameBytes,
        CHECK_PEER);
  }

  /** A received frame whose end is not in sight. */
  static SocketOperationException noDelimiter(int maxFrameBytes, int received) {
    return failure(
        DECODE,
        SocketErrorStatus.FRAME_TOO_LONG,
        "no delimiter in " + received + LIMIT + maxFrameBytes,
        CHECK_PEER);
  }

  /** A payload to be sent. */
  static SocketOperationException payloadTooLong(int maxFrameBytes, long frameBytes) {
    return failure(
        ENCODE,
        SocketErrorStatus.FRAME_TOO_LONG,
        "a frame of " + frameBytes + LIMIT + maxFrameBytes,
        "raise maxFrameBytes on both sides, or send less in one frame");
  }

  /** A decoder that leaves more bytes than it says it may. */
  static SocketOperationException tooMuchPending(int maxPendingBytes, int pending) {
    return failure(
        DECODE,
        SocketErrorStatus.FRAME_TOO_LONG,
        "no item in " + pending + LIMIT + maxPendingBytes,
        "raise the decoder's maxPendingBytes, or check that the peer speaks this protocol");
  }

  /** The stream ended in mid-frame; {@code expected} is not positive if the size is not known. */
  static SocketOperationException torn(int received, int expected) {
    return unexpectedEnd(
        "the stream ended inside a frame, after "
            + received
            + (expected > 0 ? " of its " + expected + " bytes" : " bytes of its header"));
  }

  /** The stream ended without a delimiter. */
  static SocketOperationException unterminated(int received) {
    return unexpectedEnd("the stream ended with " + received + " bytes that no delimiter follows");
  }

  /** A frame that is not text of its charset. */
  static SocketOperationException malformedText(Charset charset, int at, int frameBytes) {
    return violation(
        "byte " + at + " of a frame of " + frameBytes + " is not " + charset + " text");
  }

  /** The peer sent what no frame may hold. */
  static SocketOperationException violation(String what) {
    return failure(
        DECODE,
        SocketErrorStatus.PROTOCOL_VIOLATION,
        what,
        "check that the peer speaks this protocol");
  }

  private static SocketOperationException unexpectedEnd(String what) {
    return failure(
        DECODE,
        SocketErrorStatus.UNEXPECTED_END_OF_STREAM,
        what,
        "the peer stopped too early, or was cut off");
  }

  private static SocketOperationException failure(
      String operation, SocketErrorStatus status, String reason, String hint) {
    return SocketOperationException.builder(SocketPhase.OPEN, operation)
        .status(status)
        .reason(reason)
        .hint(hint)
        .build();
  }
}
