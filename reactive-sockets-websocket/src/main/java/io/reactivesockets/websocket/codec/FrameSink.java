package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;

/** Takes what a {@link FrameReader} finds, in wire order. */
interface FrameSink {

  /** Returns whether to stop here: no further frame or piece is to be handed over for now. */
  boolean isFull();

  /** A data frame begins; its payload follows in zero or more pieces. */
  void frameStart(boolean fin, boolean rsv1, int opcode, long length) throws ProtocolViolation;

  /**
   * A piece of the frame's payload stands at the reader index of {@code in} and must be taken from
   * there, all of it.
   *
   * @param length how many bytes, at least 1
   * @param maskKey the key to unmask them with, turned so that its first byte (the lowest) meets
   *     the first byte here; 0 if the frame is not masked
   * @param left how many bytes of the frame are still to come after this piece
   */
  void framePayload(ByteBuf in, int length, int maskKey, long left) throws ProtocolViolation;

  /** The frame is complete. */
  void frameEnd() throws ProtocolViolation;

  /** A whole control frame arrived; the array is the receiver's own. */
  void control(int opcode, byte[] payload) throws ProtocolViolation;
}
