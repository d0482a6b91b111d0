package io.reactivesockets.triggers.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes values apart that a {@link WireWriter} put together, and trusts no length. */
public final class WireReader {

  private final ByteBuffer bytes;

  /**
   * Reads from bytes.
   *
   * @param bytes from position to limit
   */
  public WireReader(ByteBuffer bytes) {
    this.bytes = bytes.slice();
  }

  /**
   * Reads one byte.
   *
   * @return 0 to 255
   */
  public int u8() {
    return need(1).get() & 0xff;
  }

  /**
   * Reads two bytes.
   *
   * @return 0 to 65,535
   */
  public int u16() {
    return need(2).getShort() & 0xffff;
  }

  /**
   * Reads four bytes.
   *
   * @return the number
   */
  public int i32() {
    return need(4).getInt();
  }

  /**
   * Reads eight bytes.
   *
   * @return the number
   */
  public long i64() {
    return need(8).getLong();
  }

  /**
   * Reads eight bytes that stand for a length of time or a count.
   *
   * @return zero or more
   */
  public long count() {
    long value = i64();
    if (value < 0) {
      throw new WireFormatException("number " + value + " (expected: 0 or more)");
    }
    return value;
  }

  /**
   * Reads one byte, 1 or 0.
   *
   * @return whether it is 1
   */
  public boolean flag() {
    int value = u8();
    if (value > 1) {
      throw new WireFormatException("flag " + value + " (expected: 0 or 1)");
    }
    return value == 1;
  }

  /**
   * Reads sixteen bytes.
   *
   * @return the identifier
   */
  public UUID uuid() {
    return new UUID(i64(), i64());
  }

  /**
   * Reads a text that names something.
   *
   * @return at most {@link Limits#MAX_NAME_BYTES} bytes of UTF-8, without control characters
   */
  public String name() {
    String name = text(Limits.MAX_NAME_BYTES);
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new WireFormatException("name with a control character");
    }
    return name;
  }

  /**
   * Reads a text.
   *
   * @return at most {@link Limits#MAX_TEXT_BYTES} bytes of UTF-8
   */
  public String text() {
    return text(Limits.MAX_TEXT_BYTES);
  }

  /**
   * Reads bytes.
   *
   * @param limit how many there may be
   * @return a copy
   */
  public Bytes bytes(int limit) {
    int length = i32();
    if (length < 0 || length > limit) {
      throw new WireFormatException(
          Integer.toUnsignedString(length) + " bytes (expected: 0.." + limit + ")");
    }
    return Bytes.of(raw(length));
  }

  /**
   * Reads texts.
   *
   * @return at most {@link Limits#MAX_TEXTS}, an immutable list
   */
  public List<String> texts() {
    int count = elements();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(text());
    }
    return List.copyOf(values);
  }

  /**
   * Reads pairs of texts.
   *
   * @return at most {@link Limits#MAX_TEXTS}, in their order
   */
  public Map<String, String> pairs() {
    int count = elements();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      values.put(text(), text());
    }
    return values;
  }

  /**
   * Reads named numbers.
   *
   * @return at most {@link Limits#MAX_TEXTS}, in their order
   */
  public Map<String, Long> figures() {
    int count = elements();
    Map<String, Long> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      values.put(text(), i64());
    }
    return values;
  }

  /**
   * Tells whether there is more.
   *
   * @return whether bytes are left
   */
  public boolean hasMore() {
    return bytes.hasRemaining();
  }

  /** Checks that nothing is left over. */
  public void end() {
    if (bytes.hasRemaining()) {
      throw new WireFormatException(bytes.remaining() + " bytes too many");
    }
  }

  private int elements() {
    int count = u16();
    if (count > Limits.MAX_TEXTS) {
      throw new WireFormatException(count + " elements (expected: 0.." + Limits.MAX_TEXTS + ")");
    }
    return count;
  }

  private String text(int limit) {
    int length = u16();
    if (length > limit) {
      throw new WireFormatException("text of " + length + " bytes (expected: 0.." + limit + ")");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(raw(length)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WireFormatException("text that is not UTF-8");
    }
  }

  private byte[] raw(int length) {
    need(length);
    byte[] copy = new byte[length];
    bytes.get(copy);
    return copy;
  }

  private ByteBuffer need(int length) {
    if (bytes.remaining() < length) {
      throw new WireFormatException("ends " + (length - bytes.remaining()) + " bytes too early");
    }
    return bytes;
  }
}
