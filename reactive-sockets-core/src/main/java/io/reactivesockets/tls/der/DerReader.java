package io.reactivesockets.tls.der;

import java.nio.ByteBuffer;

/** Reads the values of an encoding one after another; every length is checked. */
public final class DerReader {
  private final ByteBuffer input;

  /**
   * Starts reading.
   *
   * @param der one value or several in a row
   */
  public DerReader(byte[] der) {
    this(ByteBuffer.wrap(der));
  }

  private DerReader(ByteBuffer input) {
    this.input = input;
  }

  /**
   * Tells whether a value follows.
   *
   * @return {@code false} at the end
   */
  public boolean hasNext() {
    return input.hasRemaining();
  }

  /**
   * Returns the tag of the next value without taking it.
   *
   * @return the tag, one byte
   * @throws IllegalArgumentException if no value follows
   */
  public int peekTag() {
    if (!input.hasRemaining()) {
      throw new IllegalArgumentException("der: ends (expected: a value)");
    }
    return input.get(input.position()) & 0xff;
  }

  /**
   * Takes the next value.
   *
   * @param tag the tag it must have
   * @return its content
   * @throws IllegalArgumentException if the value has another tag or is cut short
   */
  public DerReader enter(int tag) {
    int found = peekTag();
    if (found != tag) {
      throw new IllegalArgumentException("der: tag " + found + " (expected: " + tag + ")");
    }
    return take();
  }

  /**
   * Takes the next value whatever its tag.
   *
   * @return its content
   * @throws IllegalArgumentException if the value is cut short
   */
  public DerReader take() {
    peekTag();
    input.get();
    int length = length();
    if (length < 0 || length > input.remaining()) {
      throw new IllegalArgumentException(
          "der: length " + length + " (expected: at most " + input.remaining() + ")");
    }
    ByteBuffer content = input.slice(input.position(), length);
    input.position(input.position() + length);
    return new DerReader(content);
  }

  /**
   * Copies what has not been taken.
   *
   * @return the bytes
   */
  public byte[] bytes() {
    byte[] copy = new byte[input.remaining()];
    input.duplicate().get(copy);
    return copy;
  }

  private int length() {
    if (!input.hasRemaining()) {
      return -1;
    }
    int first = input.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > 3 || count > input.remaining()) {
      return -1;
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | (input.get() & 0xff);
    }
    return length;
  }
}
