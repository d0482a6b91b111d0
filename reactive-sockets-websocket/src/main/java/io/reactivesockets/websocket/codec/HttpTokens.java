package io.reactivesockets.websocket.codec;

/** The characters that HTTP allows in a token (RFC 9110 section 5.6.2). */
public final class HttpTokens {

  private static final String SPECIALS = "!#$%&'*+-.^_`|~";

  private HttpTokens() {}

  static boolean isTokenChar(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || SPECIALS.indexOf(c) >= 0;
  }

  /** Returns whether the text is a token: at least one character, and only those allowed in one. */
  public static boolean isToken(CharSequence text) {
    return !text.isEmpty() && text.chars().allMatch(c -> isTokenChar((char) c));
  }
}
