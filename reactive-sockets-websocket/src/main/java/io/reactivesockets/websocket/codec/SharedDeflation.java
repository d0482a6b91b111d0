package io.reactivesockets.websocket.codec;

/**
 * Compression for many receivers at once: possible where no message refers to an earlier one, for
 * then the same bytes serve all who agreed on the same level and window.
 */
public final class SharedDeflation {

  private static final int BITS = 4;

  private SharedDeflation() {}

  /** Returns the number of the way to compress at a level for a window. */
  static int way(int level, int windowBits) {
    return (level << BITS) | windowBits;
  }

  /** Returns a message compressed in a way. */
  public static byte[] compress(int way, byte[] message) {
    int windowBits = way & ((1 << BITS) - 1);
    return new Deflation(way >> BITS, false, windowBits).compress(message, true);
  }
}
