package io.reactivesockets.websocket.codec;

/** Judges whole texts. */
public final class Utf8 {

  private Utf8() {}

  /** Returns whether the bytes are UTF-8 from their beginning to their end. */
  public static boolean isValid(byte[] bytes) {
    Utf8Validator validator = new Utf8Validator();
    return validator.accept(bytes, 0, bytes.length) && validator.isComplete();
  }

  /** Returns whether the bytes are ASCII, each of them. */
  public static boolean isAscii(byte[] bytes) {
    return Masking.isAscii(Masking.apply(bytes, 0, bytes.length, 0));
  }
}
