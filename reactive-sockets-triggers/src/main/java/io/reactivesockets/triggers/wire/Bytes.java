package io.reactivesockets.triggers.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes as a value. */
public final class Bytes {

  private static final Bytes NONE = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the value without a byte.
   *
   * @return no bytes
   */
  public static Bytes none() {
    return NONE;
  }

  /**
   * Takes bytes as they are.
   *
   * @param bytes not to be changed any more
   * @return the value
   */
  public static Bytes of(byte[] bytes) {
    return new Bytes(bytes);
  }

  /**
   * Copies bytes.
   *
   * @param bytes from position to limit, left as it is
   * @return the value
   */
  public static Bytes copyOf(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return new Bytes(copy);
  }

  /**
   * Tells how many there are.
   *
   * @return the number of bytes
   */
  public int size() {
    return bytes.length;
  }

  /**
   * Returns the bytes.
   *
   * @return a read-only view
   */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /**
   * Returns the bytes.
   *
   * @return a copy
   */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  byte[] array() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Tells the length only, for the bytes may be secret. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
