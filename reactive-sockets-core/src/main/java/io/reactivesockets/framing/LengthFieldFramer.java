package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames that announce their length in a header.
 *
 * <pre>
 *   | bytes before | length field |   body   |
 *   |&lt;-- offset --&gt;|              |&lt;- value + adjustment -&gt;|
 *   |&lt;------- value + adjustment, if lengthIncludesHeader ---------&gt;|
 * </pre>
 *
 * <p>By default the field is four bytes, big-endian, at the start of the frame, counts the bytes
 * behind it, and is stripped with what stands before it. A length above the limit fails as soon as
 * the field is read, before any of the body is kept; a length that is negative, beyond
 * 2<sup>63</sup> or less than the header is a protocol violation. Immutable.
 */
public final class LengthFieldFramer implements Framer {
  private final int maxFrameBytes;
  private final LengthFieldLayout layout;
  private final LengthFieldEncoder encoder;

  private LengthFieldFramer(Builder builder) {
    this.maxFrameBytes = builder.maxFrameBytes;
    this.layout =
        new LengthFieldLayout(
            builder.offset,
            builder.varintBytes > 0
                ? new VarintField(builder.varintBytes)
                : new FixedWidthField(builder.width, builder.order),
            builder.adjustment,
            builder.includesHeader,
            builder.strip);
    this.encoder = new LengthFieldEncoder(layout, maxFrameBytes, builder.prefix, builder.suffix);
  }

  static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the size of the largest frame it emits and takes.
   *
   * @return bytes, without those stripped
   */
  public int maxFrameBytes() {
    return maxFrameBytes;
  }

  @Override
  public ByteDecoder<ByteBuffer> newDecoder() {
    return new LengthFieldDecoder(layout, maxFrameBytes);
  }

  /**
   * Returns the payload with its header.
   *
   * <p>The payload is what decoding emits. If that lacks the length field, the header is written
   * from {@link Builder#headerPrefix}, the length and {@link Builder#headerSuffix}; if frames keep
   * the field, the payload has it too and its value is replaced by the true one.
   *
   * @param payload the bytes from position to limit; the position is not moved
   * @return a heap buffer, of the caller
   * @throws IllegalArgumentException if the length field cannot say how long the frame is, or the
   *     payload lacks the header that this framer keeps
   * @throws UnsupportedOperationException if the stripped bytes beside the field were not given
   */
  @Override
  public ByteBuffer encode(ByteBuffer payload) {
    ByteBuffer body = payload.slice();
    ByteBuffer header = encoder.header(body);
    return Frames.join(header, body);
  }

  @Override
  public List<ByteBuffer> encodeParts(ByteBuffer payload) {
    if (payload.remaining() < Frames.SEPARATE_PAYLOAD_BYTES) {
      return List.of(encode(payload));
    }
    ByteBuffer body = payload.slice();
    ByteBuffer header = encoder.header(body);
    return List.of(header, body.slice());
  }

  LengthFieldLayout layout() {
    return layout;
  }

  @Override
  public String toString() {
    return "LengthFieldFramer[" + layout + ", maxFrameBytes=" + maxFrameBytes + "]";
  }

  /** Collects the settings of a {@link LengthFieldFramer}. */
  public static final class Builder {
    private static final int MAX_HEADER_BYTES = 65_536;

    private int maxFrameBytes = Framing.DEFAULT_MAX_FRAME_BYTES;
    private int offset;
    private int width = Integer.BYTES;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private int varintBytes;
    private int adjustment;
    private boolean includesHeader;
    private int strip = LengthFieldLayout.STRIP_HEADER;
    private byte @Nullable [] prefix;
    private byte @Nullable [] suffix;

    private Builder() {}

    /**
     * Limits frames as they are emitted and taken, that is without the bytes stripped.
     *
     * @param bytes 1 to 2<sup>30</sup>; 65,536 by default
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxFrameBytes(int bytes) {
      this.maxFrameBytes = Frames.checkMaxFrameBytes(bytes);
      return this;
    }

    /**
     * Says where in the frame the length field starts.
     *
     * @param bytes how many bytes stand before the field, 0 to 65,536; 0 by default
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public Builder offset(int bytes) {
      this.offset = Frames.checkRange("offset", bytes, 0, MAX_HEADER_BYTES);
      return this;
    }

    /**
     * Makes the field an unsigned integer of fixed width.
     *
     * @param bytes 1, 2, 3, 4 or 8; 4 by default
     * @return this builder
     * @throws IllegalArgumentException if another number
     */
    public Builder width(int bytes) {
      this.width = new FixedWidthField(bytes, order).width();
      this.varintBytes = 0;
      return this;
    }

    /**
     * Sets the byte order of a field of fixed width.
     *
     * @param byteOrder {@link ByteOrder#BIG_ENDIAN}, the default, or little-endian
     * @return this builder
     */
    public Builder order(ByteOrder byteOrder) {
      this.order = byteOrder;
      return this;
    }

    /**
     * Makes the field a <a
     * href="https://protobuf.dev/programming-guides/encoding/#varints">base-128 varint</a>,
     * unsigned: seven bits a byte, the least significant first.
     *
     * <p>Written as short as possible; read in any length up to the limit.
     *
     * @param maxBytes the most bytes it may take: 5 (32 bits) or 10 (64 bits)
     * @return this builder
     * @throws IllegalArgumentException if another number
     */
    public Builder varint(int maxBytes) {
      this.varintBytes = new VarintField(maxBytes).maxWidth();
      return this;
    }

    /**
     * Sets what to add to the value of the field to get the number of bytes it stands for.
     *
     * @param bytes -65,536 to 65,536; for instance 2 if two bytes between the field and the body
     *     are not counted; 0 by default
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public Builder adjustment(int bytes) {
      this.adjustment = Frames.checkRange("adjustment", bytes, -MAX_HEADER_BYTES, MAX_HEADER_BYTES);
      return this;
    }

    /**
     * Says whether the field counts the whole frame, from its first byte.
     *
     * @param includes {@code true} if it does; {@code false}, the default, if it counts what comes
     *     behind the field
     * @return this builder
     */
    public Builder lengthIncludesHeader(boolean includes) {
      this.includesHeader = includes;
      return this;
    }

    /**
     * Sets how many bytes at its start a frame loses when decoded.
     *
     * @param bytes 0 to keep all; up to the offset to keep the field; or, with a field of fixed
     *     width, its end or beyond; by default the end of the field
     * @return this builder
     * @throws IllegalArgumentException if out of range; {@link #build()} checks the rest
     */
    public Builder strip(int bytes) {
      this.strip = Frames.checkRange("strip", bytes, 0, MAX_HEADER_BYTES);
      return this;
    }

    /**
     * Sets what encoding writes for the stripped bytes before the length field; decoding does not
     * compare them.
     *
     * @param bytes as many as are stripped before the field
     * @return this builder
     */
    public Builder headerPrefix(byte... bytes) {
      this.prefix = bytes.clone();
      return this;
    }

    /**
     * Sets what encoding writes for the stripped bytes behind the length field; decoding does not
     * compare them.
     *
     * @param bytes as many as are stripped behind the field
     * @return this builder
     */
    public Builder headerSuffix(byte... bytes) {
      this.suffix = bytes.clone();
      return this;
    }

    /**
     * Returns the framer.
     *
     * @return a framer with these settings
     * @throws IllegalArgumentException if settings contradict each other
     */
    public LengthFieldFramer build() {
      LengthFieldFramer framer = new LengthFieldFramer(this);
      checkStrip();
      checkLength("headerPrefix", prefix, framer.layout.strippedBefore());
      checkLength("headerSuffix", suffix, framer.layout.strippedAfter());
      return framer;
    }

    private void checkStrip() {
      if (strip <= offset) {
        return;
      }
      if (varintBytes > 0) {
        throw new IllegalArgumentException(
            "strip: " + strip + " (expected: 0.." + offset + ", or unset, with a varint)");
      }
      if (strip < offset + width) {
        throw new IllegalArgumentException(
            "strip: "
                + strip
                + " (expected: not inside the length field, bytes "
                + offset
                + " to "
                + (offset + width - 1)
                + ")");
      }
    }

    private static void checkLength(String name, byte @Nullable [] bytes, int stripped) {
      if (bytes != null && bytes.length != stripped) {
        throw new IllegalArgumentException(
            name + ": " + bytes.length + " bytes (expected: " + stripped + ", those stripped)");
      }
    }
  }
}
