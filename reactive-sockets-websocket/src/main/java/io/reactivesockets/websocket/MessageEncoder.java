package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.reactivesockets.websocket.codec.Deflation;
import io.reactivesockets.websocket.codec.FrameWriter;
import io.reactivesockets.websocket.codec.Opcode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of messages: which opcode, whether compressed, in how many frames. Event loop only.
 *
 * <p>A payload larger than a slice is put on the wire slice by slice, as the kernel takes them, so
 * that no buffer of its size is needed.
 */
final class MessageEncoder {

  private static final int SLICE_BYTES = 65_536;
  private static final byte[] NOTHING = new byte[0];

  private final WireWriter wire;
  private final FrameWriter writer;
  private final int maxFrameBytes;
  private final @Nullable Deflation deflation;
  private final int deflateThreshold;

  private boolean messageOpen;
  private boolean openIsText;
  private boolean openIsCompressed;

  private byte[] payload = NOTHING;
  private int offset;
  private int frameEnd;
  private int opcode;
  private int rsv1;
  private boolean last;
  private boolean busy;

  MessageEncoder(WireWriter wire, SessionSettings settings) {
    this.wire = wire;
    writer = new FrameWriter(settings.client());
    maxFrameBytes = settings.maxFrameBytes();
    deflateThreshold = settings.deflateThreshold();
    deflation =
        settings
            .deflate()
            .map(agreed -> agreed.newDeflation(settings.client(), settings.deflateLevel()))
            .orElse(null);
  }

  /**
   * Returns whether a payload is on the wire in part; nothing may come between but at a frame's
   * end.
   */
  boolean isBusy() {
    return busy;
  }

  /** Returns whether a control frame may be written now. */
  boolean isBetweenFrames() {
    return !busy || offset == frameEnd;
  }

  /** Returns whether a message was begun and not ended. */
  boolean isMessageOpen() {
    return messageOpen;
  }

  /** Returns whether a frame of that type can go on with the message under way, if there is one. */
  boolean fits(boolean text) {
    return !messageOpen || openIsText == text;
  }

  /** Writes a control frame. */
  void control(int controlOpcode, byte[] bytes) {
    ByteBuf out = wire.room(writer.headerBytes(bytes.length) + bytes.length);
    writer.frame(out, FrameWriter.FIN | controlOpcode, bytes);
  }

  /** Writes a message or the next part of one, or begins to if it is large. */
  void message(boolean text, byte[] bytes, boolean complete) {
    boolean first = !messageOpen;
    opcode = first ? (text ? Opcode.TEXT : Opcode.BINARY) : Opcode.CONTINUATION;
    rsv1 = 0;
    payload = bytes;
    if (first) {
      openIsText = text;
      openIsCompressed = deflation != null && (!complete || bytes.length >= deflateThreshold);
    }
    if (openIsCompressed && deflation != null) {
      compress(deflation, bytes, first, complete);
    }
    begin(complete);
  }

  private void begin(boolean complete) {
    messageOpen = !complete;
    last = complete;
    offset = 0;
    frameEnd = 0;
    busy = true;
    goOn();
  }

  /** Returns how messages may be compressed for several, if at all; from any thread. */
  Optional<SharedWay> sharedWay() {
    return deflation != null && deflation.isRevocable()
        ? Optional.of(new SharedWay(deflation.way(), deflateThreshold))
        : Optional.empty();
  }

  /**
   * Writes a message that several get, if it is ready as it is to be here.
   *
   * @param frames the message encoded, if it is
   * @return whether it was
   */
  boolean shared(SharedMessage message, @Nullable SharedFrames frames) {
    int size = message.frame().size();
    if (deflation == null || size < deflateThreshold) {
      return sharedPlain(size, frames);
    }
    byte[] compressed = deflation.isRevocable() ? message.compressed(deflation.way()) : null;
    if (compressed == null) {
      return false;
    }
    return compressed.length < size
        ? sharedCompressed(message, compressed, frames)
        : sharedPlain(size, frames);
  }

  private boolean sharedPlain(int size, @Nullable SharedFrames frames) {
    if (frames == null || !isOneSlice(size)) {
      return false;
    }
    wire.shared(frames.plain());
    return true;
  }

  private boolean sharedCompressed(
      SharedMessage message, byte[] compressed, @Nullable SharedFrames frames) {
    if (frames != null && deflation != null && isOneSlice(compressed.length)) {
      wire.shared(frames.compressed(deflation.way(), compressed));
      return true;
    }
    opcode = FrameBytes.isText(message.frame()) ? Opcode.TEXT : Opcode.BINARY;
    rsv1 = FrameWriter.RSV1;
    payload = compressed;
    begin(true);
    return true;
  }

  /** Returns whether a payload of that length is sent by us as a server is, in one go. */
  private boolean isOneSlice(int length) {
    return !writer.isMasked() && length <= maxFrameBytes && length <= SLICE_BYTES;
  }

  private void compress(Deflation active, byte[] bytes, boolean first, boolean complete) {
    byte[] compressed = active.compress(bytes, complete);
    boolean whole = first && complete;
    if (whole && active.isRevocable() && compressed.length >= bytes.length) {
      return;
    }
    payload = compressed;
    rsv1 = first ? FrameWriter.RSV1 : 0;
  }

  /** Writes the next slice of the payload under way. */
  void goOn() {
    int slice;
    if (offset == frameEnd) {
      int length = Math.min(payload.length - offset, maxFrameBytes);
      slice = Math.min(length, SLICE_BYTES);
      ByteBuf out = wire.room(writer.headerBytes(length) + slice);
      frameEnd = offset + length;
      int fin = last && frameEnd == payload.length ? FrameWriter.FIN : 0;
      writer.header(out, fin | rsv1 | opcode, length);
      opcode = Opcode.CONTINUATION;
      rsv1 = 0;
      writer.payload(out, payload, offset, offset + slice);
    } else {
      slice = Math.min(frameEnd - offset, SLICE_BYTES);
      writer.payload(wire.room(slice), payload, offset, offset + slice);
    }
    offset += slice;
    if (offset == payload.length) {
      busy = false;
      payload = NOTHING;
    }
  }

  /** Returns the message that was begun and not ended, if there is one. */
  SavedSession.Outbound save() {
    return new SavedSession.Outbound(messageOpen, openIsText, openIsCompressed);
  }

  /**
   * Goes on with a message that was begun elsewhere. A new compressor refers to nothing before, so
   * what it makes can follow what another one has made.
   */
  void restore(SavedSession.Outbound begun) {
    messageOpen = begun.open();
    openIsText = begun.text();
    openIsCompressed = begun.compressed() && deflation != null;
  }

  /** Gives the compressor up. */
  void release() {
    payload = NOTHING;
    if (deflation != null) {
      deflation.release();
    }
  }
}
