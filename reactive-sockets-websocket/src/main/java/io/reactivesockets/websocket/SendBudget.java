package io.reactivesockets.websocket;

/**
 * How much may wait in all sends of one WebSocket together: each may ask its publisher for an equal
 * part, as far as the others have left it, and for one frame in any case. Event loop only.
 */
final class SendBudget {

  private final int capacityBytes;
  private int sends;
  private long askedBytes;

  SendBudget(int capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  /** A send begins to ask. */
  void join() {
    sends++;
  }

  /** A send asks no more, and what it had asked for does not come. */
  void leave(long itsBytes) {
    sends--;
    askedBytes -= itsBytes;
  }

  /** What a send has asked for and not passed on yet has changed. */
  void changed(long fromBytes, long toBytes) {
    askedBytes += toBytes - fromBytes;
  }

  /** Returns how much a send may have asked for, with what it has asked for already. */
  long share(long itsBytes) {
    return Math.min(capacityBytes / sends, capacityBytes - (askedBytes - itsBytes));
  }
}
