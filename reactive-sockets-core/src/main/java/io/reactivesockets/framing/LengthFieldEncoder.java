package io.reactivesockets.framing;

import io.reactivesockets.error.SocketOperationException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts back in front of a payload what decoding strips, with the length that is true now. */
final class LengthFieldEncoder {
  private static final byte[] NONE = {};

  private final LengthFieldLayout layout;
  private final int maxFrameBytes;
  private final byte @Nullable [] prefix;
  private final byte @Nullable [] suffix;

  LengthFieldEncoder(
      LengthFieldLayout layout,
      int maxFrameBytes,
      byte @Nullable [] prefix,
      byte @Nullable [] suffix) {
    this.layout = layout;
    this.maxFrameBytes = maxFrameBytes;
    this.prefix = layout.strippedBefore() == 0 ? NONE : prefix;
    this.suffix = layout.strippedAfter() == 0 ? NONE : suffix;
  }

  /**
   * Returns the header of the frame for {@code payload}, and moves the payload's position past the
   * header bytes that it brought itself.
   */
  ByteBuffer header(ByteBuffer payload) {
    byte[] before = given(prefix, layout.strippedBefore(), "before", "headerPrefix");
    byte[] after = given(suffix, layout.strippedAfter(), "behind", "headerSuffix");
    ByteBuffer own = layout.keepsField() ? takeOwnHeader(payload) : ByteBuffer.allocate(0);
    long others = (long) layout.offset() + after.length + payload.remaining();
    int width = layout.widthFor(others);
    long size = others + width;
    if (size - layout.stripped(width) > maxFrameBytes) {
      throw FramingErrors.payloadTooLong(maxFrameBytes, size - layout.stripped(width));
    }
    long value = layout.value(size, width);
    if (value < 0 || value > layout.field().maxValue()) {
      throw new IllegalArgumentException(
          "payload: makes a length of "
              + value
              + " (expected: 0.."
              + layout.field().maxValue()
              + ", what the length field can say)");
    }
    ByteBuffer header = ByteBuffer.allocate(layout.offset() + width + after.length);
    header.put(before).put(own);
    layout.field().write(header, value);
    return header.put(after).flip();
  }

  /** The bytes before the length field that the payload has; its old length is passed over. */
  private ByteBuffer takeOwnHeader(ByteBuffer payload) {
    int before = layout.offset() - layout.strip();
    int start = payload.position();
    int width = ownFieldWidth(payload, start + before);
    if (width == 0) {
      throw new IllegalArgumentException(
          "payload: "
              + payload.remaining()
              + " bytes without a whole length field (expected: the header, which is kept)");
    }
    ByteBuffer own = payload.duplicate().limit(start + before);
    payload.position(start + before + width);
    return own;
  }

  private int ownFieldWidth(ByteBuffer payload, int at) {
    if (at >= payload.limit()) {
      return 0;
    }
    try {
      return layout.field().widthAt(payload, at);
    } catch (SocketOperationException e) {
      throw new IllegalArgumentException("payload: its header has no valid length", e);
    }
  }

  private static byte[] given(byte @Nullable [] bytes, int count, String where, String setter) {
    if (bytes == null) {
      throw new UnsupportedOperationException(
          "encode: the "
              + count
              + " bytes "
              + where
              + " the length field are not known: give them with "
              + setter
              + ", or keep them in the payload with strip(0)");
    }
    return bytes;
  }
}
