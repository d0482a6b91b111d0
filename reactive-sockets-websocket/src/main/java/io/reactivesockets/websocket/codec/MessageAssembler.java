package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of a message together: order of fragments, limits, decompression.
 *
 * <p>Where messages are delivered in parts, decompression stops as soon as the sink is full and
 * goes on in {@link #resume()}: a small frame cannot fill the memory with what it inflates to.
 */
final class MessageAssembler implements FrameSink {

  /** Takes control frames, which may stand between the fragments of a message. */
  interface ControlFrames {
    void take(int opcode, byte[] payload) throws ProtocolViolation;
  }

  private final ControlFrames controls;
  private final MessageSink sink;
  private final ReceiveLimits limits;
  private final boolean textAllowed;
  private final boolean inParts;
  private final Payload payload;
  private final @Nullable Inflation inflation;

  private boolean inMessage;
  private boolean compressed;
  private boolean fin;
  private int fragments;
  private long wireBytes;

  private boolean inflationWaits;
  private boolean tailDue;
  private boolean tailGiven;

  MessageAssembler(ControlFrames controls, MessageSink sink, ReceiveRules rules) {
    this.controls = controls;
    this.sink = sink;
    limits = rules.limits();
    textAllowed = rules.textAllowed();
    inParts = rules.inParts();
    payload = inParts ? new PartialPayload(sink) : new WholePayload(sink);
    inflation = newInflation(rules);
  }

  private static @Nullable Inflation newInflation(ReceiveRules rules) {
    if (rules.compression() == PeerCompression.NONE) {
      return null;
    }
    return new Inflation(
        rules.compression() == PeerCompression.CONTEXT_TAKEOVER,
        rules.inParts() ? Long.MAX_VALUE : rules.limits().maxInflatedBytes(),
        rules.limits().maxInflationRatio());
  }

  @Override
  public boolean isFull() {
    return inflationWaits || sink.isFull();
  }

  boolean isInMessage() {
    return inMessage;
  }

  @Override
  public void frameStart(boolean lastFrame, boolean rsv1, int opcode, long length)
      throws ProtocolViolation {
    if (opcode == Opcode.CONTINUATION) {
      if (!inMessage) {
        throw ProtocolViolation.protocolError("continuation without a message");
      }
    } else {
      beginMessage(opcode, rsv1);
    }
    fin = lastFrame;
    countFrame(length);
  }

  private void beginMessage(int opcode, boolean rsv1) throws ProtocolViolation {
    if (inMessage) {
      throw ProtocolViolation.protocolError("new message within a fragmented one");
    }
    if (opcode == Opcode.TEXT && !textAllowed) {
      throw new ProtocolViolation(CloseCodes.UNSUPPORTED_DATA, "text on a stream of bytes");
    }
    inMessage = true;
    compressed = rsv1;
    fragments = 0;
    wireBytes = 0;
    payload.begin(opcode == Opcode.TEXT);
    if (rsv1) {
      inflation().begin();
    }
  }

  private void countFrame(long length) throws ProtocolViolation {
    fragments = inParts && length > 0 ? 0 : fragments + 1;
    if (fragments > limits.maxFragments()) {
      throw ProtocolViolation.tooBig("message of over " + limits.maxFragments() + " fragments");
    }
    wireBytes += length;
    if (!inParts && wireBytes > limits.maxMessageBytes()) {
      throw ProtocolViolation.tooBig("message over " + limits.maxMessageBytes() + " bytes");
    }
  }

  @Override
  public void framePayload(ByteBuf in, int length, int maskKey, long left)
      throws ProtocolViolation {
    if (!compressed) {
      payload.take(in, length, maskKey, left, fin);
    } else if (inParts) {
      inflate(in, new byte[length], length, maskKey);
    } else {
      inflatePiecewise(in, length, maskKey);
    }
  }

  private void inflatePiecewise(ByteBuf in, int length, int maskKey) throws ProtocolViolation {
    byte[] scratch = Scratch.current().input;
    int key = maskKey;
    for (int left = length; left > 0; ) {
      int piece = Math.min(left, scratch.length);
      inflate(in, scratch, piece, key);
      key = Masking.advance(key, piece);
      left -= piece;
    }
  }

  private void inflate(ByteBuf in, byte[] bytes, int length, int maskKey) throws ProtocolViolation {
    in.readBytes(bytes, 0, length);
    Masking.apply(bytes, 0, length, maskKey);
    inflation().give(bytes, 0, length);
    pump();
  }

  @Override
  public void frameEnd() throws ProtocolViolation {
    if (!fin) {
      return;
    }
    if (compressed) {
      tailDue = true;
      pump();
    } else {
      inMessage = false;
      payload.end();
    }
  }

  /** Decompresses what was given; stops early only where parts are delivered and none is wanted. */
  private void pump() throws ProtocolViolation {
    Inflation active = inflation();
    byte[] out = Scratch.current().output;
    while (!inParts || !sink.isFull()) {
      int count = active.next(out);
      if (count > 0) {
        payload.take(out, count);
      } else if (tailDue) {
        tailDue = false;
        tailGiven = true;
        active.giveTail();
      } else {
        inflationWaits = false;
        if (tailGiven) {
          endInflated(active);
        }
        return;
      }
    }
    inflationWaits = true;
  }

  private void endInflated(Inflation active) throws ProtocolViolation {
    tailGiven = false;
    inMessage = false;
    active.end();
    payload.end();
  }

  void resume() throws ProtocolViolation {
    if (inflationWaits) {
      pump();
    }
  }

  @Override
  public void control(int opcode, byte[] bytes) throws ProtocolViolation {
    controls.take(opcode, bytes);
  }

  private Inflation inflation() {
    if (inflation == null) {
      throw new IllegalStateException("compression was not negotiated");
    }
    return inflation;
  }

  /** Returns whether it can be written down: zlib cannot in the middle of a message. */
  boolean isMovable() {
    return !(inMessage && compressed);
  }

  /** Writes down where it stands. */
  void save(DataOutputStream out) throws IOException {
    out.writeBoolean(inParts);
    out.writeBoolean(inMessage);
    out.writeBoolean(fin);
    out.writeInt(fragments);
    out.writeLong(wireBytes);
    payload.save(out);
    SavedBytes.write(out, inflation == null ? new byte[0] : inflation.window());
  }

  /** Goes on from where another one stood. */
  void restore(DataInputStream in) throws IOException {
    boolean wasInParts = in.readBoolean();
    inMessage = in.readBoolean();
    compressed = false;
    fin = in.readBoolean();
    fragments = in.readInt();
    wireBytes = in.readLong();
    if (inMessage && wasInParts != inParts) {
      throw new IllegalArgumentException(
          "a message is under way that was " + (wasInParts ? "" : "not ") + "delivered in parts");
    }
    payload.restore(in);
    byte[] window = SavedBytes.read(in);
    if (inflation != null) {
      inflation.restore(window);
    }
  }

  void release() {
    inflationWaits = false;
    payload.discard();
    if (inflation != null) {
      inflation.release();
    }
  }
}
