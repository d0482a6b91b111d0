package io.reactivesockets.tls.der;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Writes the distinguished encoding (X.690) of the few ASN.1 types needed here. */
public final class Der {
  /** The tag of INTEGER. */
  public static final int INTEGER = 0x02;

  /** The tag of OCTET STRING. */
  public static final int OCTET_STRING = 0x04;

  /** The tag of OBJECT IDENTIFIER. */
  public static final int OBJECT_IDENTIFIER = 0x06;

  /** The tag of SEQUENCE. */
  public static final int SEQUENCE = 0x30;

  private Der() {}

  /**
   * Writes a sequence.
   *
   * @param elements its elements, encoded
   * @return the encoding
   */
  public static byte[] sequence(byte[]... elements) {
    return tagged(SEQUENCE, elements);
  }

  /**
   * Writes a number.
   *
   * @param value the number
   * @return the encoding
   */
  public static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  /**
   * Writes bytes.
   *
   * @param content the bytes
   * @return the encoding
   */
  public static byte[] octetString(byte[] content) {
    return tagged(OCTET_STRING, content);
  }

  /**
   * Writes NULL.
   *
   * @return the encoding
   */
  public static byte[] nullValue() {
    return new byte[] {5, 0};
  }

  /**
   * Writes an object identifier.
   *
   * @param dotted its numbers, for instance {@code 1.2.840.113549.1.1.1}
   * @return the encoding
   */
  public static byte[] oid(String dotted) {
    List<Integer> arcs = Arrays.stream(dotted.split("\\.", -1)).map(Integer::valueOf).toList();
    byte[] content = {(byte) (arcs.get(0) * 40 + arcs.get(1))};
    for (int arc : arcs.subList(2, arcs.size())) {
      byte[] septets = {(byte) (arc & 0x7f)};
      for (int rest = arc >>> 7; rest > 0; rest >>>= 7) {
        septets = concat(new byte[] {(byte) ((rest & 0x7f) | 0x80)}, septets);
      }
      content = concat(content, septets);
    }
    return tagged(OBJECT_IDENTIFIER, content);
  }

  /**
   * Writes a value with a tag of choice.
   *
   * @param tag the tag, one byte
   * @param parts the content in parts
   * @return the encoding
   */
  public static byte[] tagged(int tag, byte[]... parts) {
    byte[] content = concat(parts);
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : length < 0x100
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >>> 8), (byte) length};
    if (length > 0xffff) {
      throw new IllegalArgumentException("length: " + length + " (expected: at most 65535)");
    }
    return concat(head, content);
  }

  private static byte[] concat(byte[]... parts) {
    byte[] whole = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int position = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, position, part.length);
      position += part.length;
    }
    return whole;
  }
}
