package io.reactivesockets.datagram;

import java.nio.ByteBuffer;

/**
 * Datagrams of one length, but for the last, that the kernel has read as one (UDP_GRO). Its
 * readable bytes are those of one of them.
 */
final class ReceivedTrain extends Slot {

  private int datagramBytes;
  private int end;

  ReceivedTrain(ByteBuffer memory) {
    super(memory);
  }

  /** Holds bytes from an index to another, and begins with the first datagram. */
  ReceivedTrain couple(int from, int to, int bytesOfEach) {
    end = to;
    datagramBytes = bytesOfEach;
    setIndex(from, Math.min(to, from + bytesOfEach));
    return this;
  }

  /** Goes on to the next datagram, if there is one. */
  boolean next() {
    int from = writerIndex();
    if (from == end) {
      return false;
    }
    setIndex(from, Math.min(end, from + datagramBytes));
    return true;
  }
}
