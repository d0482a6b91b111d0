package io.reactivesockets.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A binary message, or a part of one. */
public final class BinaryFrame implements Frame {

  private final byte[] bytes;
  private final boolean complete;

  BinaryFrame(byte[] bytes, boolean complete) {
    this.bytes = Objects.requireNonNull(bytes, "bytes");
    this.complete = complete;
  }

  static byte[] toArray(ByteBuffer buffer) {
    if (buffer.hasArray()
        && buffer.arrayOffset() == 0
        && buffer.position() == 0
        && buffer.limit() == buffer.array().length) {
      return buffer.array();
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public SocketMessageType messageType() {
    return SocketMessageType.BINARY;
  }

  @Override
  public boolean isMessageComplete() {
    return complete;
  }

  @Override
  public int size() {
    return bytes.length;
  }

  @Override
  public ByteBuffer data() {
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BinaryFrame that
        && complete == that.complete
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes) * 31 + Boolean.hashCode(complete);
  }

  @Override
  public String toString() {
    return "BinaryFrame[" + bytes.length + " bytes" + (complete ? "]" : ", more follow]");
  }
}
