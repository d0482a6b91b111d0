package io.reactivesockets.benchmarks.ws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Messages as bytes on the wire, made once and sent over and over. */
final class Script {

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int MASKED = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int MAX_SHORT_LENGTH = 125;
  private static final int LENGTH_FOLLOWS = 126;
  private static final int TAIL_BYTES = 4;

  private final ByteBuffer frames;
  private final int[] ends;

  private Script(ByteBuffer frames, int[] ends) {
    this.frames = frames;
    this.ends = ends;
  }

  private static Script of(
      Payloads kind, int count, int bytes, boolean masked, boolean compressed) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Random keys = new Random(count);
    List<byte[]> messages = kind.list(count, bytes);
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      byte[] payload = compressed ? compress(messages.get(i)) : messages.get(i);
      out.write(FIN | (compressed ? RSV1 : 0) | (kind.isText() ? TEXT : BINARY));
      writeFrame(out, payload, masked, keys);
      ends[i] = out.size();
    }
    return new Script(ByteBuffer.allocateDirect(out.size()).put(out.toByteArray()).flip(), ends);
  }

  private static void writeFrame(
      ByteArrayOutputStream out, byte[] payload, boolean masked, Random keys) {
    int mask = masked ? MASKED : 0;
    if (payload.length <= MAX_SHORT_LENGTH) {
      out.write(mask | payload.length);
    } else {
      out.write(mask | LENGTH_FOLLOWS);
      out.write(payload.length >> 8);
      out.write(payload.length);
    }
    byte[] key = new byte[4];
    if (masked) {
      keys.nextBytes(key);
      out.writeBytes(key);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ key[i % key.length]);
    }
  }

  private static byte[] compress(byte[] message) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(message);
    byte[] room = new byte[message.length + 64];
    int size = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH) - TAIL_BYTES;
    deflater.end();
    return java.util.Arrays.copyOf(room, size);
  }

  /**
   * Makes a script at the first call, for a list of rows must cost nothing.
   *
   * @param masked whether a client speaks
   * @param compressed whether each message is compressed, by itself
   */
  static Supplier<Script> lazily(
      Payloads kind, int count, int bytes, boolean masked, boolean compressed) {
    return new Supplier<>() {
      private @Nullable Script made;

      @Override
      public Script get() {
        if (made == null) {
          made = of(kind, count, bytes, masked, compressed);
        }
        return made;
      }
    };
  }

  int size() {
    return ends.length;
  }

  /** Returns the bytes of the messages from one to before another. */
  ByteBuffer bytes(int from, int to) {
    ByteBuffer part = frames.duplicate();
    part.limit(ends[to - 1]);
    return part.position(from == 0 ? 0 : ends[from - 1]);
  }
}
