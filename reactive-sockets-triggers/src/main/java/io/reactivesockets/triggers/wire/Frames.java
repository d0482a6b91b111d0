package io.reactivesockets.triggers.wire;

import java.nio.ByteBuffer;

/**
 * Messages as frames: one byte of type, one that is zero, two bytes that say how many descriptors
 * come behind the frame, four bytes of length, then the fields. Each descriptor is SCM_RIGHTS on
 * one byte of its own.
 */
public final class Frames {

  private Frames() {}

  /**
   * Encodes a message.
   *
   * @param message the message
   * @param descriptors how many descriptors go with it
   * @return its frame
   * @throws IllegalArgumentException if it is too long for one, or has none or too many descriptors
   */
  public static ByteBuffer encode(Message message, int descriptors) {
    MessageType type = MessageType.of(message);
    if (!type.mayBring(descriptors)) {
      throw new IllegalArgumentException("descriptors: " + descriptors + " with " + type);
    }
    WireWriter out = new WireWriter().u8(type.number()).u8(0).u16(descriptors).i32(0);
    type.write(out, message);
    int length = out.size() - Limits.HEADER_BYTES;
    if (length > Limits.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "message: " + length + " bytes (expected: 0.." + Limits.MAX_PAYLOAD_BYTES + ")");
    }
    ByteBuffer frame = out.buffer();
    frame.putInt(4, length);
    return frame;
  }

  /**
   * Decodes a message.
   *
   * @param frame exactly one frame
   * @return the message
   * @throws WireFormatException if it is none
   */
  public static Message decode(ByteBuffer frame) {
    Header header = Header.read(frame);
    ByteBuffer payload = frame.duplicate();
    payload.position(frame.position() + Limits.HEADER_BYTES);
    if (payload.remaining() != header.length()) {
      throw new WireFormatException(
          payload.remaining() + " bytes (expected: " + header.length() + ")");
    }
    return header.type().read(new WireReader(payload));
  }

  /**
   * Decodes the next of several frames that stand behind each other, as a descriptor store's state
   * has them.
   *
   * @param frames from its position on; moves behind the frame
   * @return the message, and how many descriptors came with it
   * @throws WireFormatException if there is none
   */
  public static Decoded next(ByteBuffer frames) {
    Header header = Header.read(frames);
    int length = Limits.HEADER_BYTES + header.length();
    if (frames.remaining() < length) {
      throw new WireFormatException("ends " + (length - frames.remaining()) + " bytes too early");
    }
    Message message = decode(frames.slice(frames.position(), length));
    frames.position(frames.position() + length);
    return new Decoded(message, header.descriptors());
  }

  /**
   * A message, and what belongs to it.
   *
   * @param message the message
   * @param descriptors how many descriptors came with it
   */
  public record Decoded(Message message, int descriptors) {}

  record Header(MessageType type, int descriptors, int length) {

    static Header read(ByteBuffer frame) {
      if (frame.remaining() < Limits.HEADER_BYTES) {
        throw new WireFormatException("frame of " + frame.remaining() + " bytes");
      }
      int at = frame.position();
      MessageType type = MessageType.of(frame.get(at) & 0xff);
      int descriptors = frame.getShort(at + 2) & 0xffff;
      if (frame.get(at + 1) != 0 || !type.mayBring(descriptors)) {
        throw new WireFormatException(type + " with " + descriptors + " descriptors");
      }
      int length = frame.getInt(at + 4);
      if (length < 0 || length > Limits.MAX_PAYLOAD_BYTES) {
        throw new WireFormatException(
            Integer.toUnsignedString(length)
                + " bytes (expected: 0.."
                + Limits.MAX_PAYLOAD_BYTES
                + ")");
      }
      return new Header(type, descriptors, length);
    }
  }
}
