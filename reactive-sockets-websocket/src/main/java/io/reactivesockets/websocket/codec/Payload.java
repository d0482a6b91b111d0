package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Makes the payload of one message after another ready for the receiver, checking text on the way.
 */
abstract class Payload {

  final MessageSink sink;
  final Utf8Validator utf8 = new Utf8Validator();
  boolean text;

  Payload(MessageSink sink) {
    this.sink = sink;
  }

  /** A message begins. */
  void begin(boolean isText) {
    text = isText;
    utf8.reset();
  }

  /**
   * Takes bytes of the message out of the buffer that was read.
   *
   * @param left how many bytes of the frame are still to come
   * @param lastFrame whether the message ends with this frame
   */
  abstract void take(ByteBuf in, int length, int maskKey, long left, boolean lastFrame)
      throws ProtocolViolation;

  /** Takes bytes of the message that were decompressed; the array stays the caller's. */
  abstract void take(byte[] inflated, int length) throws ProtocolViolation;

  /** The message is complete. */
  abstract void end() throws ProtocolViolation;

  /** Writes down what is kept of the message under way. */
  abstract void save(DataOutputStream out) throws IOException;

  /** Goes on with what another one kept. */
  abstract void restore(DataInputStream in) throws IOException;

  /** Brings the check of text to where it was behind these bytes. */
  final void recheck(byte[] bytes) {
    utf8.reset();
    if (text && !utf8.accept(bytes, 0, bytes.length)) {
      throw new IllegalArgumentException("state: text that is not UTF-8");
    }
  }

  /** Lets go of what was gathered: there will be no end. */
  void discard() {}

  /** Checks a piece of text; {@code ascii} is what is known of it already. */
  final void checkText(byte[] bytes, int from, int to, boolean ascii) throws ProtocolViolation {
    if (ascii && utf8.isComplete()) {
      return;
    }
    if (!utf8.accept(bytes, from, to)) {
      throw notUtf8();
    }
  }

  final void checkTextEnd() throws ProtocolViolation {
    if (text && !utf8.isComplete()) {
      throw notUtf8();
    }
  }

  private static ProtocolViolation notUtf8() {
    return new ProtocolViolation(CloseCodes.INVALID_DATA, "text is not UTF-8");
  }
}
