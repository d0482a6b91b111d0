package io.reactivesockets.websocket;

import java.nio.ByteBuffer;

/**
 * A message, or a part of one, that was received or is to be sent: heap data that the garbage
 * collector takes care of, safe to keep and to hand to another thread.
 *
 * <p>A frame that is not {@linkplain #isMessageComplete() complete} is a part with more to follow;
 * the next one of the same type goes on with the message. A received part need not be what RFC 6455
 * calls a frame: it is what one read brought.
 *
 * <p>Frames are equal if type, completeness and bytes are.
 */
public sealed interface Frame permits TextFrame, BinaryFrame {

  /**
   * Returns a text message.
   *
   * @param text any text without unpaired surrogates
   * @return a complete frame
   * @throws IllegalArgumentException if the text has an unpaired surrogate, which UTF-8 cannot say
   */
  static TextFrame text(String text) {
    return TextFrame.of(text, true);
  }

  /**
   * Returns a text message with the UTF-8 that a buffer holds from position to limit.
   *
   * @param utf8 the payload; copied as in {@link #binary(ByteBuffer)}
   * @return a complete frame
   * @throws IllegalArgumentException if the payload is not UTF-8
   */
  static TextFrame text(ByteBuffer utf8) {
    return TextFrame.of(BinaryFrame.toArray(utf8), true);
  }

  /**
   * Returns a part of a text message that goes on with the next frame.
   *
   * @param text any text without unpaired surrogates
   * @return an incomplete frame
   * @throws IllegalArgumentException if the text has an unpaired surrogate, which UTF-8 cannot say
   */
  static TextFrame textPart(String text) {
    return TextFrame.of(text, false);
  }

  /**
   * Returns a binary message.
   *
   * @param bytes the payload; not copied, not to be changed any more
   * @return a complete frame
   */
  static BinaryFrame binary(byte[] bytes) {
    return new BinaryFrame(bytes, true);
  }

  /**
   * Returns a binary message with what a buffer holds from position to limit.
   *
   * @param bytes the payload; copied, unless the buffer shows all of an array that it gives access
   *     to, which is then not to be changed any more; its position stays
   * @return a complete frame
   */
  static BinaryFrame binary(ByteBuffer bytes) {
    return new BinaryFrame(BinaryFrame.toArray(bytes), true);
  }

  /**
   * Returns a part of a binary message that goes on with the next frame.
   *
   * @param bytes the payload; not copied, not to be changed any more
   * @return an incomplete frame
   */
  static BinaryFrame binaryPart(byte[] bytes) {
    return new BinaryFrame(bytes, false);
  }

  /**
   * Returns a part, as {@link #binaryPart(byte[])} does, with what a buffer holds from position to
   * limit.
   *
   * @param bytes the payload; copied as in {@link #binary(ByteBuffer)}
   * @return an incomplete frame
   */
  static BinaryFrame binaryPart(ByteBuffer bytes) {
    return new BinaryFrame(BinaryFrame.toArray(bytes), false);
  }

  /**
   * Returns whether the message is text or binary.
   *
   * @return the type
   */
  SocketMessageType messageType();

  /**
   * Returns whether the message ends here.
   *
   * @return {@code true} for a whole message and for the last part of one
   */
  boolean isMessageComplete();

  /**
   * Returns how long the payload is.
   *
   * @return its size in bytes, of text in UTF-8
   */
  int size();

  /**
   * Returns the payload, of text in UTF-8.
   *
   * @return a new view of the frame's bytes from position 0 to the size; nothing is copied
   */
  ByteBuffer data();

  /**
   * Returns the payload as text, whatever the type; what is not UTF-8 in a binary frame becomes
   * U+FFFD.
   *
   * @return the text
   */
  String text();
}
