package io.reactivesockets.framing;

import java.nio.ByteBuffer;

/**
 * Where a frame has its length field, and how the frame's size follows from it.
 *
 * @param offset bytes before the field
 * @param field how the length is written
 * @param adjustment what to add to the value of the field
 * @param includesHeader whether the value counts from the start of the frame, not from behind the
 *     field
 * @param strip how many bytes a decoded frame lacks at its start, or {@link #STRIP_HEADER}
 */
record LengthFieldLayout(
    int offset, LengthField field, int adjustment, boolean includesHeader, int strip) {

  /** Strips everything up to the end of the length field, however wide that is. */
  static final int STRIP_HEADER = -1;

  /** Whether decoded frames still have their length field. */
  boolean keepsField() {
    return strip != STRIP_HEADER && strip <= offset;
  }

  /** Returns how many bytes are stripped of a frame whose length field has {@code width} bytes. */
  int stripped(int width) {
    return strip == STRIP_HEADER ? offset + width : strip;
  }

  /** Returns how many bytes before the field are stripped. */
  int strippedBefore() {
    return keepsField() ? strip : offset;
  }

  /** Returns how many bytes behind the field are stripped. */
  int strippedAfter() {
    return strip == STRIP_HEADER || keepsField() ? 0 : strip - offset - field.maxWidth();
  }

  /** Returns the size of the whole frame, which is never less than what is stripped of it. */
  long frameBytes(long value, int width) {
    int header = offset + width;
    long base = includesHeader ? 0 : header;
    if (value > Long.MAX_VALUE - Math.max(0, base + adjustment)) {
      throw FramingErrors.violation("the length field says " + value + " bytes, beyond 2^63");
    }
    long frame = value + base + adjustment;
    int least = Math.max(header, stripped(width));
    if (frame < least) {
      throw FramingErrors.violation(
          "the length field says "
              + value
              + ", which makes a frame of "
              + frame
              + " bytes, less than its header of "
              + least);
    }
    return frame;
  }

  /** Returns the value that {@link #frameBytes} turns into this size; may be out of range. */
  long value(long frameBytes, int width) {
    return frameBytes - (includesHeader ? 0 : offset + width) - adjustment;
  }

  /**
   * Returns the width in which the field can say how long a frame is that has {@code otherBytes}
   * beside the field.
   */
  int widthFor(long otherBytes) {
    int width = field.widthOf(0);
    while (field.widthOf(Math.max(0, value(otherBytes + width, width))) > width) {
      width++;
    }
    return width;
  }

  /** Returns the width of the field of a frame that starts at {@code start}, or 0 if cut off. */
  int widthIn(ByteBuffer in, int start) {
    return in.limit() - start <= offset ? 0 : field.widthAt(in, start + offset);
  }

  /** Returns the most undecoded bytes that a frame of {@code maxFrameBytes} after strip needs. */
  int maxPendingBytes(int maxFrameBytes) {
    int header = offset + field.maxWidth();
    return Math.max(header, maxFrameBytes + stripped(field.maxWidth()));
  }
}
