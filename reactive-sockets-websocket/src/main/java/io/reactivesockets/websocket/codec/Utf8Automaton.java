package io.reactivesockets.websocket.codec;

/**
 * The states of UTF-8 (RFC 3629 section 4), and how each byte leads from one to another. A state is
 * a number of bits; the row of a byte, moved by as many, has the next state in its lowest six. So a
 * step is a load and a shift, with no branch that the content could have guessed wrongly.
 */
final class Utf8Automaton {

  /** No valid text begins with what was seen; nothing leads out of it. */
  static final int REFUSED = 0;

  /** What was seen ends with a whole character. */
  static final int WHOLE = 6;

  private static final int ONE_MORE = 12;
  private static final int TWO_MORE = 18;
  private static final int THREE_MORE = 24;
  private static final int AFTER_E0 = 30;
  private static final int AFTER_ED = 36;
  private static final int AFTER_F0 = 42;
  private static final int AFTER_F4 = 48;

  private static final int STATE_BITS = 63;
  private static final int MOST_TAILS = 3;
  private static final long[] ROWS = new long[256];

  static {
    lead(0x00, 0x7F, WHOLE);
    lead(0xC2, 0xDF, ONE_MORE);
    lead(0xE0, 0xE0, AFTER_E0);
    lead(0xE1, 0xEC, TWO_MORE);
    lead(0xED, 0xED, AFTER_ED);
    lead(0xEE, 0xEF, TWO_MORE);
    lead(0xF0, 0xF0, AFTER_F0);
    lead(0xF1, 0xF3, THREE_MORE);
    lead(0xF4, 0xF4, AFTER_F4);
    step(ONE_MORE, 0x80, 0xBF, WHOLE);
    step(TWO_MORE, 0x80, 0xBF, ONE_MORE);
    step(THREE_MORE, 0x80, 0xBF, TWO_MORE);
    step(AFTER_E0, 0xA0, 0xBF, ONE_MORE); // Below is overlong.
    step(AFTER_ED, 0x80, 0x9F, ONE_MORE); // Above are surrogates.
    step(AFTER_F0, 0x90, 0xBF, TWO_MORE); // Below is overlong.
    step(AFTER_F4, 0x80, 0x8F, TWO_MORE); // Above is beyond U+10FFFF.
  }

  private Utf8Automaton() {}

  private static void lead(int first, int last, int to) {
    step(WHOLE, first, last, to);
  }

  private static void step(int from, int first, int last, int to) {
    for (int value = first; value <= last; value++) {
      ROWS[value] |= (long) to << from;
    }
  }

  /** Returns the state after some bytes. */
  static int run(int state, byte[] bytes, int from, int to) {
    long now = state;
    for (int i = from; i < to; i++) {
      now = ROWS[bytes[i] & 0xFF] >>> now;
    }
    return (int) now & STATE_BITS;
  }

  /**
   * Returns the same as {@link #run} for 64 bytes and more, in four stretches at a time, none of
   * which waits for another: each but the first begins where a character has to.
   */
  static int runInFour(int state, byte[] bytes, int from, int to) {
    int quarter = (to - from) / 4;
    int second = skipTails(bytes, from + quarter);
    int third = skipTails(bytes, from + 2 * quarter);
    int fourth = skipTails(bytes, from + 3 * quarter);
    long one = state;
    long two = WHOLE;
    long three = WHOLE;
    long four = WHOLE;
    int together = quarter - MOST_TAILS;
    for (int i = 0; i < together; i++) {
      one = ROWS[bytes[from + i] & 0xFF] >>> one;
      two = ROWS[bytes[second + i] & 0xFF] >>> two;
      three = ROWS[bytes[third + i] & 0xFF] >>> three;
      four = ROWS[bytes[fourth + i] & 0xFF] >>> four;
    }
    boolean joined =
        run((int) one & STATE_BITS, bytes, from + together, second) == WHOLE
            && run((int) two & STATE_BITS, bytes, second + together, third) == WHOLE
            && run((int) three & STATE_BITS, bytes, third + together, fourth) == WHOLE;
    return joined ? run((int) four & STATE_BITS, bytes, fourth + together, to) : REFUSED;
  }

  private static int skipTails(byte[] bytes, int from) {
    int i = from;
    while (i < from + MOST_TAILS && isTail(bytes[i])) {
      i++;
    }
    return i;
  }

  /** Returns whether the byte can only stand behind another one of the same character. */
  static boolean isTail(byte value) {
    return value < (byte) 0xC0;
  }
}
