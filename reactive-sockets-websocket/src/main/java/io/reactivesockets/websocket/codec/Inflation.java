package io.reactivesockets.websocket.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one connection (RFC 7692 section 7.2.2), one after another, and
 * counts while it does so: a small message that swells beyond its limits is stopped at the limit,
 * not after it.
 *
 * <p>It may be released in the middle of a message; then nothing more comes out of it.
 *
 * <p>With context takeover the zlib state belongs to the connection from the first compressed
 * message on. Without, it is borrowed from the event loop's {@link ZlibPool} for the length of one
 * message.
 */
final class Inflation {

  /** Below this size a message may be of any ratio: runs of one character are innocent. */
  static final int RATIO_FLOOR = 1 << 20;

  /** What the sender cut off the end of each message: an empty stored block. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final boolean contextTakeover;
  private final long maxBytes;
  private final int maxRatio;

  private @Nullable Inflater inflater;

  /** How many bytes of its window came from another process. */
  private int windowBefore;

  private long bytesIn;
  private long bytesOut;
  private byte[] input = TAIL;
  private int inputEnd;

  /** Whether the last call of zlib left room, so that nothing can be left inside it. */
  private boolean drained;

  /** Whether a marked last block was the end of what was given: there is no tail to put back. */
  private boolean fresh;

  Inflation(boolean contextTakeover, long maxBytes, int maxRatio) {
    this.contextTakeover = contextTakeover;
    this.maxBytes = maxBytes;
    this.maxRatio = maxRatio;
  }

  /** Begins a message. */
  void begin() {
    if (inflater == null) {
      inflater = contextTakeover ? new Inflater(true) : ZlibPool.current().borrowInflater();
    }
    bytesIn = 0;
    bytesOut = 0;
    fresh = false;
    drained = false;
  }

  /** Hands in compressed bytes; the array is read until {@link #next} returns 0. */
  void give(byte[] compressed, int from, int to) {
    bytesIn += to - from;
    setInput(compressed, from, to);
  }

  /** Says that the message has no further bytes: the tail that the sender cut off is put back. */
  void giveTail() {
    if (!fresh) {
      setInput(TAIL, 0, TAIL.length);
    }
  }

  /**
   * Decompresses what was given, as far as there is room.
   *
   * @return how many bytes were put at the beginning of {@code out}; 0 when more must be given
   */
  int next(byte[] out) throws ProtocolViolation {
    Inflater active = inflater;
    if (active == null) {
      return 0;
    }
    if (drained && active.needsInput() && !active.finished()) {
      // There was room left and nothing has come since: zlib need not be asked.
      return 0;
    }
    try {
      while (true) {
        int count = active.inflate(out, 0, out.length);
        drained = count < out.length;
        if (count > 0) {
          count(count);
          return count;
        }
        if (!active.finished()) {
          return 0;
        }
        startAfresh(active);
      }
    } catch (DataFormatException e) {
      throw new ProtocolViolation(CloseCodes.INVALID_DATA, "compressed data is damaged");
    }
  }

  /** A block was marked as the last one (RFC 7692 section 7.2.3.4): a new stream follows. */
  private void startAfresh(Inflater active) {
    int remaining = active.getRemaining();
    active.reset();
    windowBefore = 0;
    fresh = true;
    if (remaining > 0) {
      setInput(input, inputEnd - remaining, inputEnd);
    }
  }

  private void setInput(byte[] bytes, int from, int to) {
    if (inflater != null) {
      input = bytes;
      inputEnd = to;
      fresh = false;
      inflater.setInput(bytes, from, to - from);
    }
  }

  private void count(int count) throws ProtocolViolation {
    bytesOut += count;
    if (bytesOut > maxBytes) {
      throw ProtocolViolation.tooBig("message inflates to over " + maxBytes + " bytes");
    }
    if (bytesOut > RATIO_FLOOR && bytesOut / maxRatio > bytesIn) {
      throw ProtocolViolation.tooBig("message inflates by more than " + maxRatio + " times");
    }
  }

  /**
   * Returns what messages to come may refer to, between two messages.
   *
   * @return at most 32 KiB; nothing where each message stands for itself
   */
  byte[] window() {
    Inflater active = inflater;
    if (active == null || !contextTakeover) {
      return new byte[0];
    }
    byte[] window = InflaterWindow.read(active, windowBefore + active.getBytesWritten());
    restore(window);
    return window;
  }

  /** Goes on behind messages that another one has seen. */
  void restore(byte[] window) {
    release();
    if (contextTakeover && window.length > 0) {
      Inflater active = new Inflater(true);
      active.setDictionary(window);
      inflater = active;
      windowBefore = window.length;
    }
  }

  /** Ends a message. */
  void end() {
    if (!contextTakeover) {
      release();
    }
  }

  /** Gives the zlib state up, in whatever state the message is. */
  void release() {
    Inflater held = inflater;
    inflater = null;
    windowBefore = 0;
    input = TAIL;
    if (held == null) {
      return;
    }
    if (contextTakeover) {
      held.end();
    } else {
      ZlibPool.current().giveBack(held);
    }
  }
}
