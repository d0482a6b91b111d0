package io.reactivesockets.benchmarks.ws;

import java.nio.ByteBuffer;

/** Counts the messages in what a connection received, without a look at what they hold. */
final class MessageCounter {

  private static final int FIN = 0x80;
  private static final int CONTROL = 0x08;
  private static final int MAX_HEADER = 14;

  private final ByteBuffer header = ByteBuffer.allocate(MAX_HEADER);
  private long payloadLeft;
  private boolean endsMessage;

  /** Takes all bytes; returns how many messages end in them. */
  int count(ByteBuffer in) {
    int messages = 0;
    while (in.hasRemaining()) {
      if (payloadLeft > 0) {
        int step = (int) Math.min(payloadLeft, in.remaining());
        in.position(in.position() + step);
        payloadLeft -= step;
        messages += payloadLeft == 0 && endsMessage ? 1 : 0;
      } else {
        messages += takeHeaderByte(in.get());
      }
    }
    return messages;
  }

  /** Returns how many messages end with it: one, if it is the last byte of an empty message. */
  private int takeHeaderByte(byte next) {
    header.put(next);
    int taken = header.position();
    if (taken < 2) {
      return 0;
    }
    int first = header.get(0);
    int second = header.get(1);
    int code = second & 0x7F;
    int lengthBytes = code < 126 ? 0 : code == 126 ? 2 : 8;
    int size = 2 + lengthBytes + (second < 0 ? 4 : 0);
    if (taken < size) {
      return 0;
    }
    payloadLeft = code < 126 ? code : code == 126 ? header.getShort(2) & 0xFFFF : header.getLong(2);
    endsMessage = (first & FIN) != 0 && (first & CONTROL) == 0;
    header.clear();
    return payloadLeft == 0 && endsMessage ? 1 : 0;
  }
}
