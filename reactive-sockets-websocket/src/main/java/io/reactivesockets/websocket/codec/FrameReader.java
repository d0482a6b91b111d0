package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Finds the frames in a stream of bytes and holds each to RFC 6455 section 5.2.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-------+-+-------------+-------------------------------+
 * |F|R|R|R| op-   |M| length      | length, 16 or 64 bits         |
 * |I|S|S|S| code  |A| (7 bits)    | (if the 7 bits say 126, 127)  |
 * |N|V|V|V|       |S|             |                               |
 * | |1|2|3|       |K|             |                               |
 * +-+-+-+-+-------+-+-------------+-------------------------------+
 * | masking key, 4 bytes (if MASK) | payload ...
 * </pre>
 *
 * <p>Nothing is gathered: payload is handed on as it stands in the buffer that was read, so a frame
 * may be larger than any buffer. Only a header or a control frame torn between two reads is kept.
 * Each header byte is judged when it comes, without waiting for the rest of the frame.
 */
final class FrameReader {

  private static final int MAX_HEADER = 14;
  private static final int MAX_CONTROL_PAYLOAD = 125;

  /** The largest length that the second byte of a header can say. */
  private static final int SMALL = 125;

  private final FrameSink sink;
  private final boolean masked;
  private final boolean rsv1Allowed;
  private final long maxFrameBytes;

  private static final byte[] EMPTY = new byte[0];

  private byte[] header = EMPTY;
  private int headerBytes;

  private boolean inPayload;
  private long left;
  private int key;

  private int controlOpcode = -1;
  private byte[] control = EMPTY;
  private int controlBytes;

  private boolean stopped;

  /**
   * Sets the rules up.
   *
   * @param masked whether frames must be masked (from clients) or must not (from servers)
   * @param rsv1Allowed whether permessage-deflate was negotiated
   * @param maxFrameBytes the largest payload of a data frame that is taken
   */
  FrameReader(FrameSink sink, boolean masked, boolean rsv1Allowed, long maxFrameBytes) {
    this.sink = sink;
    this.masked = masked;
    this.rsv1Allowed = rsv1Allowed;
    this.maxFrameBytes = maxFrameBytes;
  }

  /**
   * Takes the readable bytes of the buffer, all of them unless the sink is full before; the buffer
   * stays the caller's to release.
   */
  void read(ByteBuf in) throws ProtocolViolation {
    while (!stopped && in.isReadable() && !sink.isFull()) {
      if (inPayload) {
        readPayload(in);
      } else if (headerBytes > 0 || !readWholeHeader(in)) {
        readTornHeader(in);
      }
    }
    if (stopped) {
      in.skipBytes(in.readableBytes());
    }
  }

  /** Takes no further frame: what follows a close frame or a violation has no meaning. */
  void stop() {
    stopped = true;
  }

  /** Returns whether what stands next in the buffer is a small frame, or the rest of one. */
  boolean isSmallNext(ByteBuf in) {
    if (stopped || !in.isReadable(2)) {
      return false;
    }
    return inPayload
        ? left <= SMALL
        : headerBytes > 0 || (in.getByte(in.readerIndex() + 1) & 0x7F) <= SMALL;
  }

  /** Returns whether bytes of an unfinished frame have been seen. */
  boolean isInFrame() {
    return inPayload || headerBytes > 0;
  }

  /** Writes down where it stands. */
  void save(DataOutputStream out) throws IOException {
    out.writeByte(headerBytes);
    out.write(header, 0, headerBytes);
    out.writeBoolean(inPayload);
    out.writeLong(left);
    out.writeInt(key);
    out.writeByte(controlOpcode);
    SavedBytes.write(out, control);
    out.writeByte(controlBytes);
  }

  /** Goes on from where another one stood. */
  void restore(DataInputStream in) throws IOException {
    headerBytes = in.readUnsignedByte();
    if (headerBytes >= MAX_HEADER) {
      throw new IllegalArgumentException("state: a header of " + headerBytes + " bytes");
    }
    header = new byte[MAX_HEADER];
    in.readFully(header, 0, headerBytes);
    inPayload = in.readBoolean();
    left = in.readLong();
    key = in.readInt();
    controlOpcode = in.readByte();
    control = SavedBytes.read(in);
    controlBytes = in.readUnsignedByte();
    if (left < 0 || (inPayload && controlOpcode >= 0 && controlBytes + left != control.length)) {
      throw new IllegalArgumentException("state: a frame that does not fit its header");
    }
  }

  private boolean readWholeHeader(ByteBuf in) throws ProtocolViolation {
    int start = in.readerIndex();
    int available = in.readableBytes();
    if (available < 2) {
      return false;
    }
    int first = in.getByte(start);
    int second = in.getByte(start + 1);
    int size = headerSize(second);
    if (available < size) {
      return false;
    }
    checkFirst(first);
    checkSecond(first, second);
    int code = second & 0x7F;
    long length =
        code < 126 ? code : code == 126 ? in.getUnsignedShort(start + 2) : in.getLong(start + 2);
    checkLength(first, code, length);
    int maskKey = masked ? in.getIntLE(start + size - 4) : 0;
    in.readerIndex(start + size);
    beginFrame(first, length, maskKey);
    return true;
  }

  private void readTornHeader(ByteBuf in) throws ProtocolViolation {
    byte next = in.readByte();
    if (header.length == 0) {
      header = new byte[MAX_HEADER];
    }
    header[headerBytes++] = next;
    if (headerBytes == 1) {
      checkFirst(next);
      return;
    }
    int first = header[0];
    int second = header[1];
    if (headerBytes == 2) {
      checkSecond(first, second);
    }
    int code = second & 0x7F;
    int lengthEnd = 2 + lengthSize(code);
    if (headerBytes == lengthEnd) {
      checkLength(first, code, tornLength(code));
    }
    if (headerBytes == headerSize(second)) {
      int maskKey = 0;
      if (masked) {
        for (int i = 0; i < 4; i++) {
          maskKey |= (header[lengthEnd + i] & 0xFF) << (8 * i);
        }
      }
      headerBytes = 0;
      beginFrame(first, tornLength(code), maskKey);
    }
  }

  private long tornLength(int code) {
    if (code < 126) {
      return code;
    }
    long length = 0;
    for (int i = 2; i < 2 + lengthSize(code); i++) {
      length = (length << 8) | (header[i] & 0xFF);
    }
    return length;
  }

  private static int lengthSize(int code) {
    return code < 126 ? 0 : code == 126 ? 2 : 8;
  }

  private int headerSize(int second) {
    return 2 + lengthSize(second & 0x7F) + (masked ? 4 : 0);
  }

  private void checkFirst(int first) throws ProtocolViolation {
    int opcode = first & 0x0F;
    if (!Opcode.isKnown(opcode)) {
      throw ProtocolViolation.protocolError("reserved opcode " + opcode);
    }
    if ((first & 0x30) != 0) {
      throw ProtocolViolation.protocolError("reserved bit set");
    }
    if ((first & 0x40) != 0 && !(rsv1Allowed && beginsMessage(opcode))) {
      throw ProtocolViolation.protocolError("RSV1 set where no extension gives it a meaning");
    }
    if (first >= 0 && Opcode.isControl(opcode)) {
      throw ProtocolViolation.protocolError("fragmented control frame");
    }
  }

  private static boolean beginsMessage(int opcode) {
    return opcode == Opcode.TEXT || opcode == Opcode.BINARY;
  }

  private void checkSecond(int first, int second) throws ProtocolViolation {
    if (second < 0 != masked) {
      throw ProtocolViolation.protocolError(
          masked ? "frame from a client without a mask" : "frame from a server with a mask");
    }
    if (Opcode.isControl(first & 0x0F) && (second & 0x7F) > MAX_CONTROL_PAYLOAD) {
      throw ProtocolViolation.protocolError("control frame over 125 bytes");
    }
  }

  private void checkLength(int first, int code, long length) throws ProtocolViolation {
    if (length < 0) {
      throw ProtocolViolation.protocolError("top bit of the length set");
    }
    if ((code == 126 && length < 126) || (code == 127 && length < 65_536)) {
      throw ProtocolViolation.protocolError("length not in its shortest form");
    }
    if (length > maxFrameBytes && !Opcode.isControl(first & 0x0F)) {
      throw ProtocolViolation.tooBig("frame over " + maxFrameBytes + " bytes");
    }
  }

  private void beginFrame(int first, long length, int maskKey) throws ProtocolViolation {
    int opcode = first & 0x0F;
    left = length;
    key = maskKey;
    if (Opcode.isControl(opcode)) {
      controlOpcode = opcode;
      control = new byte[(int) length];
      controlBytes = 0;
    } else {
      controlOpcode = -1;
      sink.frameStart(first < 0, (first & 0x40) != 0, opcode, length);
    }
    inPayload = length > 0;
    if (!inPayload) {
      endFrame();
    }
  }

  private void readPayload(ByteBuf in) throws ProtocolViolation {
    int length = (int) Math.min(left, in.readableBytes());
    left -= length;
    int maskKey = key;
    key = Masking.advance(maskKey, length);
    if (controlOpcode < 0) {
      sink.framePayload(in, length, maskKey, left);
    } else {
      in.readBytes(control, controlBytes, length);
      Masking.apply(control, controlBytes, controlBytes + length, maskKey);
      controlBytes += length;
    }
    if (left == 0) {
      inPayload = false;
      endFrame();
    }
  }

  private void endFrame() throws ProtocolViolation {
    if (controlOpcode < 0) {
      sink.frameEnd();
    } else {
      byte[] payload = control;
      control = EMPTY;
      sink.control(controlOpcode, payload);
    }
  }
}
