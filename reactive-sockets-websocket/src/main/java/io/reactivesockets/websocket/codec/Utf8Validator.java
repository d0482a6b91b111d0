package io.reactivesockets.websocket.codec;

/**
 * Checks UTF-8 as it arrives in pieces (RFC 3629) and refuses at the first byte that no valid text
 * can continue with: overlong forms, surrogates, code points above U+10FFFF and stray bytes.
 *
 * <p>Runs of ASCII are skipped eight bytes a step; a character that lies within one piece is judged
 * whole, and only one that is torn between pieces goes byte by byte.
 */
final class Utf8Validator {

  /** How many bytes of the torn character are still missing; 0 between characters. */
  private int missing;

  /** How many bytes of the torn character have been seen. */
  private int torn;

  /** The range that the next byte of the torn character must lie in, as signed bytes. */
  private int low;

  private int high;

  /** Takes a piece; returns false as soon as no valid text begins with what was seen. */
  boolean accept(byte[] bytes, int from, int to) {
    int i = from;
    while (missing > 0 && i < to) {
      if (!acceptTail(bytes[i++])) {
        return false;
      }
    }
    while (i < to) {
      if (bytes[i] >= 0) {
        i = skipAscii(bytes, i + 1, to);
        continue;
      }
      int length = wholeCharacter(bytes, i, to);
      if (length < 0) {
        return false;
      }
      if (length == 0) {
        return acceptTorn(bytes, i, to);
      }
      i += length;
    }
    return true;
  }

  private static int skipAscii(byte[] bytes, int from, int to) {
    int i = from;
    while (i <= to - 8 && ((long) Masking.LONGS.get(bytes, i) & Masking.HIGH_BITS) == 0) {
      i += 8;
    }
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  /** Returns the length of the character at {@code i}, 0 if it is torn, -1 if it is not valid. */
  private static int wholeCharacter(byte[] bytes, int i, int to) {
    int lead = bytes[i];
    if (lead < (byte) 0xE0) {
      if (i + 2 > to) {
        return 0;
      }
      return lead >= (byte) 0xC2 && isTail(bytes[i + 1]) ? 2 : -1;
    }
    if (lead < (byte) 0xF0) {
      if (i + 3 > to) {
        return 0;
      }
      int second = bytes[i + 1];
      return second >= lowestSecond(lead) && second <= highestSecond(lead) && isTail(bytes[i + 2])
          ? 3
          : -1;
    }
    if (i + 4 > to) {
      return 0;
    }
    int second = bytes[i + 1];
    return lead <= (byte) 0xF4
            && second >= lowestSecond(lead)
            && second <= highestSecond(lead)
            && isTail(bytes[i + 2])
            && isTail(bytes[i + 3])
        ? 4
        : -1;
  }

  /** The piece ends within a character: judges what is there and remembers what must follow. */
  private boolean acceptTorn(byte[] bytes, int from, int to) {
    int lead = bytes[from];
    if (lead < (byte) 0xC2 || lead > (byte) 0xF4) {
      return false;
    }
    missing = lead < (byte) 0xE0 ? 1 : lead < (byte) 0xF0 ? 2 : 3;
    torn = 1;
    low = lowestSecond(lead);
    high = highestSecond(lead);
    for (int i = from + 1; i < to; i++) {
      if (!acceptTail(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean acceptTail(byte tail) {
    if (tail < low || tail > high) {
      return false;
    }
    missing--;
    torn = missing == 0 ? 0 : torn + 1;
    low = (byte) 0x80;
    high = (byte) 0xBF;
    return true;
  }

  private static boolean isTail(byte tail) {
    return tail <= (byte) 0xBF;
  }

  private static int lowestSecond(int lead) {
    if (lead == (byte) 0xE0) {
      return (byte) 0xA0;
    }
    return lead == (byte) 0xF0 ? (byte) 0x90 : (byte) 0x80;
  }

  private static int highestSecond(int lead) {
    if (lead == (byte) 0xED) {
      return (byte) 0x9F;
    }
    return lead == (byte) 0xF4 ? (byte) 0x8F : (byte) 0xBF;
  }

  /** Returns whether what was seen ends with a whole character, so that a message may end here. */
  boolean isComplete() {
    return missing == 0;
  }

  /**
   * Returns how many bytes of an unfinished character stand at the end of what was seen, 0 to 3.
   */
  int tornBytes() {
    return torn;
  }

  /** Forgets everything, for the next message. */
  void reset() {
    missing = 0;
    torn = 0;
  }
}
