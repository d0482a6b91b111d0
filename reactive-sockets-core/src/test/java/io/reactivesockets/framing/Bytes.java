package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Byte buffers for tests, written as hex or as text. */
final class Bytes {
  private Bytes() {}

  static ByteBuffer hex(String digits) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }

  static ByteBuffer zeros(int size) {
    return ByteBuffer.allocate(size);
  }

  static ByteBuffer concat(ByteBuffer... parts) {
    return Frames.join(parts);
  }
}
