package io.reactivesockets.framing;

import java.nio.ByteBuffer;

/** How a length is written in a header. */
interface LengthField {

  /**
   * Returns how many bytes the field at {@code at} takes, or 0 if {@code in} ends before that can
   * be told.
   */
  int widthAt(ByteBuffer in, int at);

  /** Returns the value of a field that is there in full. */
  long read(ByteBuffer in, int at, int width);

  /** Returns how many bytes {@code value} takes. */
  int widthOf(long value);

  /** Returns the largest value that can be written. */
  long maxValue();

  /** Puts a value of 0 to {@link #maxValue()} at the position. */
  void write(ByteBuffer out, long value);

  /** Returns the most bytes a field takes. */
  int maxWidth();
}
