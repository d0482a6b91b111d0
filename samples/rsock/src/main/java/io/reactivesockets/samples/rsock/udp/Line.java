package io.reactivesockets.samples.rsock.udp;

import io.reactivesockets.datagram.Message;
import java.nio.ByteBuffer;

/** A datagram as a line of text. */
final class Line {

  private Line() {}

  /** Returns the bytes of a message, and LF. */
  static ByteBuffer of(Message message) {
    return ByteBuffer.allocate(message.size() + 1).put(message.payload()).put((byte) '\n').flip();
  }
}
