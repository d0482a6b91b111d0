package io.reactivesockets.websocket.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

/**
 * Bytes for tests: written as hex, or as frames made by hand, independent of the code under test.
 */
public final class Bytes {

  private static final HexFormat HEX = HexFormat.of();

  private Bytes() {}

  public static byte[] hex(String digits) {
    return HEX.parseHex(digits.replace(" ", ""));
  }

  public static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A frame as a server sends it. */
  public static byte[] frame(int first, byte[] payload) {
    return concat(header(first, payload.length, 0), payload);
  }

  /** A frame as a client sends it, masked with 37 fa 21 3d as in the RFC's examples. */
  public static byte[] masked(int first, byte[] payload) {
    byte[] key = hex("37fa213d");
    byte[] hidden = payload.clone();
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] ^= key[i % 4];
    }
    return concat(header(first, payload.length, 0x80), key, hidden);
  }

  private static byte[] header(int first, int length, int maskBit) {
    if (length < 126) {
      return new byte[] {(byte) first, (byte) (maskBit | length)};
    }
    if (length < 65_536) {
      return new byte[] {(byte) first, (byte) (maskBit | 126), (byte) (length >> 8), (byte) length};
    }
    return new byte[] {
      (byte) first,
      (byte) (maskBit | 127),
      0,
      0,
      0,
      0,
      (byte) (length >> 24),
      (byte) (length >> 16),
      (byte) (length >> 8),
      (byte) length
    };
  }
}
