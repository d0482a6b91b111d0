package io.reactivesockets.triggers.activity;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What an application wants to find again beside a socket that it handed to a broker: opaque bytes,
 * such as where in a protocol the connection stands. Immutable.
 */
public final class SocketActivityContext {

  /** The most bytes a context may have. */
  public static final int MAX_BYTES = 65_536;

  private static final SocketActivityContext EMPTY = new SocketActivityContext(new byte[0]);

  private final byte[] data;

  private SocketActivityContext(byte[] data) {
    this.data = data;
  }

  /**
   * Returns the context without a byte.
   *
   * @return an empty context
   */
  public static SocketActivityContext empty() {
    return EMPTY;
  }

  /**
   * Copies bytes into a context.
   *
   * @param data from its position to its limit, at most {@value #MAX_BYTES} bytes; left as it is
   * @return the context
   * @throws IllegalArgumentException if there are more bytes
   */
  public static SocketActivityContext of(ByteBuffer data) {
    if (data.remaining() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "data: " + data.remaining() + " bytes (expected: 0.." + MAX_BYTES + ")");
    }
    byte[] copy = new byte[data.remaining()];
    data.duplicate().get(copy);
    return new SocketActivityContext(copy);
  }

  /**
   * Returns the bytes.
   *
   * @return a read-only view from the first byte to the last, a new one each time
   */
  public ByteBuffer data() {
    return ByteBuffer.wrap(data).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketActivityContext that && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  /** Tells the length only, for the bytes may be secret. */
  @Override
  public String toString() {
    return "SocketActivityContext[" + data.length + " bytes]";
  }
}
