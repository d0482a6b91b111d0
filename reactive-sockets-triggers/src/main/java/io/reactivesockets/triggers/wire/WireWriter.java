package io.reactivesockets.triggers.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Puts values behind each other, numbers in network byte order. */
public final class WireWriter {

  private byte[] bytes = new byte[256];
  private int size;

  /**
   * Appends the lowest byte of a number.
   *
   * @param value the number
   * @return this
   */
  public WireWriter u8(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /**
   * Appends the lowest two bytes of a number.
   *
   * @param value the number
   * @return this
   */
  public WireWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  /**
   * Appends the four bytes of a number.
   *
   * @param value the number
   * @return this
   */
  public WireWriter i32(int value) {
    return u16(value >>> 16).u16(value);
  }

  /**
   * Appends the eight bytes of a number.
   *
   * @param value the number
   * @return this
   */
  public WireWriter i64(long value) {
    return i32((int) (value >>> 32)).i32((int) value);
  }

  /**
   * Appends one byte, 1 or 0.
   *
   * @param value whether it is 1
   * @return this
   */
  public WireWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  /**
   * Appends sixteen bytes.
   *
   * @param value the identifier
   * @return this
   */
  public WireWriter uuid(UUID value) {
    return i64(value.getMostSignificantBits()).i64(value.getLeastSignificantBits());
  }

  /**
   * Appends a text in UTF-8 behind its length in two bytes.
   *
   * @param value the text
   * @return this
   */
  public WireWriter text(String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > Limits.MAX_TEXT_BYTES) {
      throw new IllegalArgumentException(
          "text: " + encoded.length + " bytes (expected: 0.." + Limits.MAX_TEXT_BYTES + ")");
    }
    return u16(encoded.length).raw(encoded);
  }

  /**
   * Appends bytes behind their number in four bytes.
   *
   * @param value the bytes
   * @return this
   */
  public WireWriter bytes(Bytes value) {
    return i32(value.size()).raw(value.array());
  }

  /**
   * Appends texts behind their number in two bytes.
   *
   * @param values the texts
   * @return this
   */
  public WireWriter texts(List<String> values) {
    u16(values.size());
    values.forEach(this::text);
    return this;
  }

  /**
   * Appends pairs of texts behind their number in two bytes.
   *
   * @param values names and values
   * @return this
   */
  public WireWriter pairs(Map<String, String> values) {
    u16(values.size());
    values.forEach((name, value) -> text(name).text(value));
    return this;
  }

  /**
   * Appends named numbers behind their number in two bytes.
   *
   * @param values names and numbers
   * @return this
   */
  public WireWriter figures(Map<String, Long> values) {
    u16(values.size());
    values.forEach((name, value) -> text(name).i64(value));
    return this;
  }

  /**
   * Tells how much there is.
   *
   * @return the number of bytes
   */
  public int size() {
    return size;
  }

  /**
   * Returns what was written.
   *
   * @return a copy
   */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Returns what was written, without a copy; the writer is not to be used any more. */
  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private WireWriter raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
