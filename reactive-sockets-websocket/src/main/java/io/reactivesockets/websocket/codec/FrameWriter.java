package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;

/**
 * Writes frames in their shortest form (RFC 6455 section 5.2), masked if we are the client.
 *
 * <p>A frame may be written in slices, so that a large one needs no buffer of its size.
 */
public final class FrameWriter {

  /** The bit that marks the last frame of a message. */
  public static final int FIN = 0x80;

  /** The bit that marks a compressed message, in its first frame (RFC 7692 section 6). */
  public static final int RSV1 = 0x40;

  private final boolean masked;
  private int key;

  /** Writes as a client, with masks, or as a server, without. */
  public FrameWriter(boolean masked) {
    this.masked = masked;
  }

  /** Returns whether it writes as a client. */
  public boolean isMasked() {
    return masked;
  }

  /** Returns how many bytes stand before a payload of that length. */
  public int headerBytes(long length) {
    return (length < 126 ? 2 : length < 65_536 ? 4 : 10) + (masked ? 4 : 0);
  }

  /**
   * Writes the header of a frame.
   *
   * @param first the first byte: {@link #FIN}, {@link #RSV1} and an {@link Opcode}
   */
  public void header(ByteBuf out, int first, long length) {
    int maskBit = masked ? 0x80 : 0;
    if (length < 126) {
      out.writeShort((first << 8) | maskBit | (int) length);
    } else if (length < 65_536) {
      out.writeInt((first << 24) | ((maskBit | 126) << 16) | (int) length);
    } else {
      out.writeShort((first << 8) | maskBit | 127);
      out.writeLong(length);
    }
    if (masked) {
      key = MaskSource.current().next();
      out.writeIntLE(key);
    }
  }

  /** Writes the next bytes of the payload whose header was written last. */
  public void payload(ByteBuf out, byte[] bytes, int from, int to) {
    if (out.hasArray()) {
      payloadToArray(out, bytes, from, to);
      return;
    }
    if (!masked) {
      out.writeBytes(bytes, from, to - from);
      return;
    }
    byte[] scratch = Scratch.current().input;
    for (int i = from; i < to; ) {
      int piece = Math.min(to - i, scratch.length);
      Masking.copy(bytes, i, piece, scratch, 0, key);
      out.writeBytes(scratch, 0, piece);
      key = Masking.advance(key, piece);
      i += piece;
    }
  }

  /** The same without what a buffer costs for each call, which matters for small payloads. */
  private void payloadToArray(ByteBuf out, byte[] bytes, int from, int to) {
    int length = to - from;
    int end = out.writerIndex();
    out.ensureWritable(length);
    int at = out.arrayOffset() + end;
    if (masked) {
      Masking.copy(bytes, from, length, out.array(), at, key);
      key = Masking.advance(key, length);
    } else {
      System.arraycopy(bytes, from, out.array(), at, length);
    }
    out.writerIndex(end + length);
  }

  /** Writes a whole frame. */
  public void frame(ByteBuf out, int first, byte[] payload) {
    header(out, first, payload.length);
    payload(out, payload, 0, payload.length);
  }
}
