package io.reactivesockets.websocket.codec;

import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses the messages of one connection (RFC 7692 section 7.2.1), one after another, each whole
 * or frame by frame.
 *
 * <p>With context takeover the zlib state belongs to the connection from the first compressed
 * message on. Without, it is borrowed from the event loop's {@link ZlibPool} for the length of one
 * message.
 *
 * <p>The JDK's compressor always has a window of 32 KiB. If the peer asked for less, the message is
 * compressed in sections no longer than the peer's window, none of which refers to another: it
 * compresses less well, but never reaches back too far.
 */
public final class Deflation {

  /** The end of every flushed block: an empty stored block less its first bits. */
  private static final int TAIL_BYTES = 4;

  private static final byte[] EMPTY_BLOCK = {0};

  private final int level;
  private final int windowBits;
  private final boolean contextTakeover;
  private final int sectionBytes;
  private final ByteAccumulator compressed = new ByteAccumulator();

  private @Nullable Deflater deflater;

  /**
   * Compresses at a level of 1 to 9.
   *
   * @param contextTakeover whether messages may refer to earlier ones; with a window below the
   *     largest they never do
   */
  Deflation(int level, boolean contextTakeover, int windowBits) {
    this.level = level;
    this.windowBits = windowBits;
    boolean fullWindow = windowBits == DeflateOptions.MAX_WINDOW_BITS;
    this.contextTakeover = contextTakeover && fullWindow;
    sectionBytes = fullWindow ? Integer.MAX_VALUE : 1 << windowBits;
  }

  /** Returns the number of this way to compress, for {@link SharedDeflation}. */
  public int way() {
    return SharedDeflation.way(level, windowBits);
  }

  /** Returns whether a message may be compressed and then sent uncompressed after all. */
  public boolean isRevocable() {
    return !contextTakeover;
  }

  /**
   * Returns the compressed form of a message or of the next frame of one.
   *
   * @param last whether the message ends here
   */
  public byte[] compress(byte[] bytes, boolean last) {
    Deflater active = deflater;
    if (active == null) {
      active =
          contextTakeover ? new Deflater(level, true) : ZlibPool.current().borrowDeflater(level);
      deflater = active;
    }
    for (int from = 0; from < bytes.length; ) {
      int section = Math.min(bytes.length - from, sectionBytes);
      if (sectionBytes < Integer.MAX_VALUE) {
        active.reset();
      }
      active.setInput(bytes, from, section);
      flush(active);
      from += section;
    }
    if (last) {
      endMessage();
    }
    return compressed.take();
  }

  private void flush(Deflater active) {
    byte[] out = Scratch.current().output;
    int count;
    do {
      count = active.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      compressed.add(out, count);
    } while (count == out.length);
  }

  private void endMessage() {
    if (compressed.size() == 0) {
      compressed.add(EMPTY_BLOCK, EMPTY_BLOCK.length);
    } else {
      compressed.cut(TAIL_BYTES);
    }
    if (!contextTakeover) {
      release();
    }
  }

  /** Gives the zlib state up, in whatever state the message is. */
  public void release() {
    Deflater held = deflater;
    deflater = null;
    if (held == null) {
      return;
    }
    if (contextTakeover) {
      held.end();
    } else {
      ZlibPool.current().giveBack(held, level);
    }
  }
}
