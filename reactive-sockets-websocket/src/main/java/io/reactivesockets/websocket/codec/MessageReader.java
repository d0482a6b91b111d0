package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes messages, or parts of messages, out of the bytes of one connection (RFC 6455 sections 5.4
 * to 5.6, RFC 7692 section 7.2.2).
 *
 * <p>All calls come from the connection's event loop and do not overlap. After a {@link
 * ProtocolViolation} or a close frame nothing more is read.
 */
public final class MessageReader {

  private final MessageSink sink;
  private final FrameReader frames;
  private final MessageAssembler assembler;

  /** Sets up the reading side of a connection. */
  public MessageReader(MessageSink sink, ReceiveRules rules) {
    this.sink = sink;
    assembler = new MessageAssembler(this::control, sink, rules);
    boolean rsv1 = rules.compression() != PeerCompression.NONE;
    frames = new FrameReader(assembler, rules.masked(), rsv1, rules.limits().maxFrameBytes());
  }

  /**
   * Reads what the buffer holds, as far as the sink wants it. What is left readable, if anything,
   * is to be handed in again when the sink has room, after {@link #resume()}.
   */
  public void read(ByteBuf in) throws ProtocolViolation {
    Stage stage = Stage.takeFor(in);
    if (stage != null) {
      try {
        while (frames.isSmallNext(in) && !assembler.isFull()) {
          stage.read(in, frames);
        }
      } finally {
        stage.giveBack();
      }
    }
    frames.read(in);
  }

  /** Goes on with what was taken in before the sink was full. */
  public void resume() throws ProtocolViolation {
    assembler.resume();
  }

  /** Returns whether the connection stands between messages, so that its end loses nothing. */
  public boolean isBetweenMessages() {
    return !frames.isInFrame() && !assembler.isInMessage();
  }

  /** Returns whether it can be written down now: not in the middle of a compressed message. */
  public boolean isMovable() {
    return assembler.isMovable();
  }

  /** Writes down where it stands, so that another one can go on. */
  public void save(DataOutputStream out) throws IOException {
    frames.save(out);
    assembler.save(out);
  }

  /**
   * Goes on from where another one stood.
   *
   * @throws IllegalArgumentException if that is nothing this one can go on with
   */
  public void restore(DataInputStream in) throws IOException {
    frames.restore(in);
    assembler.restore(in);
  }

  /** Reads nothing more and gives up what is held. */
  public void stop() {
    frames.stop();
    assembler.release();
  }

  private void control(int opcode, byte[] payload) throws ProtocolViolation {
    switch (opcode) {
      case Opcode.PING -> sink.ping(payload);
      case Opcode.PONG -> sink.pong(payload);
      default -> close(payload);
    }
  }

  private void close(byte[] payload) throws ProtocolViolation {
    frames.stop();
    if (payload.length == 0) {
      sink.close(CloseCodes.NO_STATUS, "");
      return;
    }
    if (payload.length == 1) {
      throw ProtocolViolation.protocolError("close frame with half a code");
    }
    int code = Unpooled.wrappedBuffer(payload).getUnsignedShort(0);
    if (!CloseCodes.mayBeSent(code)) {
      throw ProtocolViolation.protocolError("close code " + code);
    }
    byte[] reason = Arrays.copyOfRange(payload, 2, payload.length);
    Utf8Validator utf8 = new Utf8Validator();
    if (!utf8.accept(reason, 0, reason.length) || !utf8.isComplete()) {
      throw new ProtocolViolation(CloseCodes.INVALID_DATA, "close reason is not UTF-8");
    }
    sink.close(code, new String(reason, StandardCharsets.UTF_8));
  }
}
