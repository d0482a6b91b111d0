package io.reactivesockets.benchmarks.tcp;

import java.nio.ByteBuffer;

/** Where received bytes go, so that no compiler finds out that nobody wants them. */
@SuppressWarnings("NonAtomicVolatileUpdate") // One event loop a process.
final class Consumption {

  private static volatile Object last = ByteBuffer.allocate(0);
  private static volatile long total;

  private Consumption() {}

  static void take(byte[] bytes) {
    last = bytes;
    take(bytes.length);
  }

  static void take(ByteBuffer bytes) {
    last = bytes;
    take(bytes.remaining());
  }

  static void take(int bytes) {
    total += bytes;
  }

  /** What was taken, for whoever wonders. */
  static String told() {
    return total + " bytes, the last in " + last;
  }
}
