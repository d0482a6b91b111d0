package io.reactivesockets.websocket.codec;

/**
 * Checks UTF-8 as it arrives in pieces (RFC 3629) and refuses each piece in which stands a byte
 * that no valid text can continue with: overlong forms, surrogates, code points above U+10FFFF and
 * stray bytes.
 *
 * <p>Runs of ASCII are skipped eight bytes a step; all else is the automaton's, in blocks that grow
 * as long as ASCII is rare.
 */
final class Utf8Validator {

  private static final int SMALLEST_BLOCK = 64;
  private static final int LARGEST_BLOCK = 1_024;
  private static final int GROWTH = 4;

  private int state = Utf8Automaton.WHOLE;

  /** How many bytes of the torn character have been seen. */
  private int torn;

  /** Takes a piece; returns false as soon as no valid text begins with what was seen. */
  boolean accept(byte[] bytes, int from, int to) {
    int now = state;
    int block = SMALLEST_BLOCK;
    for (int i = from; i < to && now != Utf8Automaton.REFUSED; ) {
      if (now == Utf8Automaton.WHOLE && isAscii(bytes, i, to)) {
        i += Long.BYTES;
        block = SMALLEST_BLOCK;
        continue;
      }
      int end = Math.min(to, i + block);
      now =
          end - i > SMALLEST_BLOCK
              ? Utf8Automaton.runInFour(now, bytes, i, end)
              : Utf8Automaton.run(now, bytes, i, end);
      i = end;
      block = Math.min(LARGEST_BLOCK, block * GROWTH);
    }
    state = now;
    torn = tornAtEnd(bytes, from, to);
    return now != Utf8Automaton.REFUSED;
  }

  private static boolean isAscii(byte[] bytes, int i, int to) {
    return i <= to - Long.BYTES && Masking.isAscii((long) Masking.LONGS.get(bytes, i));
  }

  private int tornAtEnd(byte[] bytes, int from, int to) {
    if (isComplete()) {
      return 0;
    }
    int i = to;
    while (i > from && Utf8Automaton.isTail(bytes[i - 1])) {
      i--;
    }
    return i > from ? to - i + 1 : torn + to - i;
  }

  /** Returns whether what was seen ends with a whole character, so that a message may end here. */
  boolean isComplete() {
    return state == Utf8Automaton.WHOLE;
  }

  /**
   * Returns how many bytes of an unfinished character stand at the end of what was seen, 0 to 3.
   */
  int tornBytes() {
    return torn;
  }

  /** Forgets everything, for the next message. */
  void reset() {
    state = Utf8Automaton.WHOLE;
    torn = 0;
  }
}
