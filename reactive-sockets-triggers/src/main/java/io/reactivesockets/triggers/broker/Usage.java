package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Refusal;

/** How much somebody has left with the broker, and how much they may. */
final class Usage {

  private final String of;
  private final int maxSockets;
  private final long maxBytes;
  private int sockets;
  private long bytes;

  Usage(String of, int maxSockets, long maxBytes) {
    this.of = of;
    this.maxSockets = maxSockets;
    this.maxBytes = maxBytes;
  }

  void check(int moreSockets, long moreBytes) {
    if (sockets + moreSockets > maxSockets) {
      throw new Refusal(Code.QUOTA, of + " has " + sockets + " sockets here, the most it may");
    }
    if (bytes + moreBytes > maxBytes) {
      throw new Refusal(
          Code.QUOTA,
          of + " has " + bytes + " bytes here, and " + maxBytes + " are the most it may");
    }
  }

  void add(int moreSockets, long moreBytes) {
    sockets += moreSockets;
    bytes += moreBytes;
  }

  boolean isNothing() {
    return sockets == 0;
  }
}
