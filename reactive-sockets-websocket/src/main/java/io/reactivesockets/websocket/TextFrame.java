package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text message, or a part of one that holds whole characters.
 *
 * <p>The text is kept as the UTF-8 that travels; {@link #text()} decodes it at each call, which for
 * ASCII is a copy.
 */
public final class TextFrame implements Frame {

  private final byte[] utf8;
  private final boolean ascii;
  private final boolean complete;

  /** Takes bytes that are known to be valid UTF-8. */
  TextFrame(byte[] utf8, boolean ascii, boolean complete) {
    this.utf8 = utf8;
    this.ascii = ascii;
    this.complete = complete;
  }

  static TextFrame of(String text, boolean complete) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    // One byte for each char: ASCII, or surrogates without a partner, each of which became a "?".
    boolean narrow = utf8.length == text.length();
    if (narrow
        ? !new String(utf8, StandardCharsets.ISO_8859_1).equals(text)
        : hasUnpairedSurrogate(text)) {
      throw new IllegalArgumentException(
          "text: has an unpaired surrogate (expected: text that UTF-8 can say)");
    }
    return new TextFrame(utf8, narrow, complete);
  }

  static TextFrame of(byte[] utf8, boolean complete) {
    if (!Utf8.isValid(utf8)) {
      throw new IllegalArgumentException("text: is not UTF-8 of whole characters");
    }
    return new TextFrame(utf8, Utf8.isAscii(utf8), complete);
  }

  private static boolean hasUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  byte[] bytes() {
    return utf8;
  }

  @Override
  public SocketMessageType messageType() {
    return SocketMessageType.UTF8;
  }

  @Override
  public boolean isMessageComplete() {
    return complete;
  }

  @Override
  public int size() {
    return utf8.length;
  }

  @Override
  public ByteBuffer data() {
    return ByteBuffer.wrap(utf8);
  }

  @Override
  public String text() {
    return new String(utf8, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TextFrame that
        && complete == that.complete
        && Arrays.equals(utf8, that.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8) * 31 + Boolean.hashCode(complete);
  }

  @Override
  public String toString() {
    return "TextFrame[" + utf8.length + " bytes" + (complete ? "]" : ", more follow]");
  }
}
