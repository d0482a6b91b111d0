package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a decoder the way a socket does: a window on a buffer that grows at its end, moves between
 * calls and is garbage after each call.
 */
final class Feed {

  /** What came out: items, then either the error or how many bytes are left undecoded. */
  record Outcome<T>(List<T> items, @Nullable Throwable error, int leftBytes) {}

  private Feed() {}

  /** Feeds the pieces, then, if {@code end}, the end of the input. */
  static <T> Outcome<T> run(ByteDecoder<T> decoder, List<byte[]> pieces, boolean end) {
    List<T> items = new ArrayList<>();
    byte[] pending = {};
    try {
      for (byte[] piece : pieces) {
        byte[] joined = Arrays.copyOf(pending, pending.length + piece.length);
        System.arraycopy(piece, 0, joined, pending.length, piece.length);
        pending = decodeAll(decoder, joined, false, items);
        if (pending.length > decoder.maxPendingBytes()) {
          throw new AssertionError("holds " + pending.length + " bytes, more than it may");
        }
      }
      if (end) {
        pending = decodeAll(decoder, pending, true, items);
      }
    } catch (RuntimeException e) {
      return new Outcome<>(items, e, 0);
    }
    return new Outcome<>(items, null, pending.length);
  }

  private static <T> byte[] decodeAll(
      ByteDecoder<T> decoder, byte[] bytes, boolean end, List<T> items) {
    byte[] left = bytes;
    while (true) {
      ByteBuffer window = direct(left);
      T item = decoder.decode(window, end);
      byte[] rest = new byte[window.remaining()];
      window.get(rest);
      left = rest;
      if (item == null) {
        return left;
      }
      items.add(item);
    }
  }

  /** A direct window somewhere inside a larger buffer, so that no offset may be taken as zero. */
  private static ByteBuffer direct(byte[] bytes) {
    ByteBuffer room = ByteBuffer.allocateDirect(bytes.length + 7);
    room.put(3, bytes).position(3).limit(3 + bytes.length);
    return room;
  }

  /** Calls with the whole, every split in two, single bytes, and random splits of that seed. */
  static void everySplit(byte[] input, long seed, Consumer<List<byte[]>> test) {
    test.accept(List.of(input));
    for (int i = 0; i <= input.length; i++) {
      test.accept(
          List.of(Arrays.copyOfRange(input, 0, i), Arrays.copyOfRange(input, i, input.length)));
    }
    test.accept(singleBytes(input));
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      test.accept(randomSplit(input, random, 1 + random.nextInt(16)));
    }
  }

  static List<byte[]> singleBytes(byte[] input) {
    List<byte[]> pieces = new ArrayList<>();
    for (byte b : input) {
      pieces.add(new byte[] {b});
    }
    return pieces;
  }

  static List<byte[]> randomSplit(byte[] input, Random random, int maxPiece) {
    List<byte[]> pieces = new ArrayList<>();
    int at = 0;
    while (at < input.length) {
      int end = Math.min(input.length, at + random.nextInt(maxPiece + 1));
      pieces.add(Arrays.copyOfRange(input, at, end));
      at = end;
    }
    return pieces;
  }
}
