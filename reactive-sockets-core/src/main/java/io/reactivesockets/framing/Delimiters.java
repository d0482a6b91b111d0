package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of delimiters; the leftmost match wins, among several at one place the longest.
 *
 * <p>Immutable: shared by all decoders of a framer.
 */
final class Delimiters {

  /** What {@link #matchAt} returns when only later bytes can tell. */
  static final int UNDECIDED = -1;

  private final List<byte[]> longestFirst;
  private final byte[] preferred;
  private final byte[] firstBytes;
  private final boolean[] firstByteSet = new boolean[256];

  Delimiters(List<byte[]> delimiters) {
    if (delimiters.isEmpty()) {
      throw new IllegalArgumentException("delimiters: none (expected: at least one)");
    }
    List<byte[]> copies = new ArrayList<>();
    for (byte[] delimiter : delimiters) {
      if (delimiter.length == 0) {
        throw new IllegalArgumentException("delimiters: an empty one (expected: at least 1 byte)");
      }
      copies.add(delimiter.clone());
    }
    this.preferred = copies.get(0);
    copies.sort(Comparator.comparingInt((byte[] bytes) -> bytes.length).reversed());
    this.longestFirst = List.copyOf(copies);
    requireDecided(preferred);
    this.firstBytes = distinctFirstBytes();
  }

  /** The delimiter that encoding writes. */
  byte[] preferred() {
    return preferred;
  }

  int longest() {
    return longestFirst.get(0).length;
  }

  int shortest() {
    return longestFirst.get(longestFirst.size() - 1).length;
  }

  /** Returns the first index in {@code from..to-1} where a delimiter may start, else {@code to}. */
  int nextStart(ByteBuffer in, int from, int to) {
    return switch (firstBytes.length) {
      case 1 -> ByteSearch.indexOf(in, from, to, firstBytes[0]);
      case 2 -> ByteSearch.indexOfEither(in, from, to, firstBytes[0], firstBytes[1]);
      default -> ByteSearch.indexOfAny(in, from, to, firstByteSet);
    };
  }

  /**
   * Returns the length of the longest delimiter at {@code at}, 0 if there is none, or {@link
   * #UNDECIDED} if one longer than those seen is cut off by {@code limit} and {@code more} bytes
   * may come.
   */
  int matchAt(ByteBuffer in, int at, int limit, boolean more) {
    for (byte[] delimiter : longestFirst) {
      int seen = Math.min(delimiter.length, limit - at);
      if (startsWith(in, at, delimiter, seen)) {
        if (seen == delimiter.length) {
          return seen;
        }
        if (more) {
          return UNDECIDED;
        }
      }
    }
    return 0;
  }

  /** Whether the delimiter at {@code at} reaches exactly to {@code limit}. */
  boolean endsAt(ByteBuffer in, int at, int limit) {
    return matchAt(in, at, limit, false) == limit - at;
  }

  /**
   * Returns where in a payload a decoder would find a delimiter once the {@linkplain #preferred()
   * preferred} one stands behind it, be it that the two overlap; the limit if nowhere.
   */
  int firstIn(ByteBuffer payload) {
    int limit = payload.limit();
    int at = nextStart(payload, payload.position(), limit);
    while (at < limit) {
      int length = matchAt(payload, at, limit, true);
      if (length == UNDECIDED) {
        ByteBuffer overlap =
            Frames.join(payload.duplicate().position(at), ByteBuffer.wrap(preferred));
        length = matchAt(overlap, 0, overlap.limit(), true);
      }
      if (length != 0) {
        return at;
      }
      at = nextStart(payload, at + 1, limit);
    }
    return limit;
  }

  /** A frame that ends with the beginning of another delimiter is known to end a byte too late. */
  private void requireDecided(byte[] written) {
    for (byte[] longer : longestFirst) {
      if (longer.length > written.length
          && Arrays.equals(longer, 0, written.length, written, 0, written.length)) {
        throw new IllegalArgumentException(
            "delimiters: the first, "
                + hex(written)
                + ", begins "
                + hex(longer)
                + " (expected: the longer one first)");
      }
    }
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  private static boolean startsWith(ByteBuffer in, int at, byte[] delimiter, int length) {
    for (int i = 0; i < length; i++) {
      if (in.get(at + i) != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  private byte[] distinctFirstBytes() {
    byte[] distinct = new byte[longestFirst.size()];
    int count = 0;
    for (byte[] delimiter : longestFirst) {
      if (!firstByteSet[delimiter[0] & 0xFF]) {
        firstByteSet[delimiter[0] & 0xFF] = true;
        distinct[count++] = delimiter[0];
      }
    }
    return Arrays.copyOf(distinct, count);
  }

  @Override
  public String toString() {
    return longestFirst.stream().map(Delimiters::hex).collect(Collectors.joining("|"));
  }
}
