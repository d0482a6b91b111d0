package io.reactivesockets.stream;

import java.util.Locale;
import java.util.Set;

/** The rules for headers that users add to a CONNECT request (RFC 9110, 5). */
final class ConnectHeaders {

  private static final String MARKS_IN_NAMES = "!#$%&'*+-.^_`|~";

  /** What the request itself consists of, or what would change where it ends. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "proxy-authorization",
          "content-length",
          "transfer-encoding",
          "trailer",
          "upgrade",
          "expect");

  private ConnectHeaders() {}

  static void check(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(ConnectHeaders::isInToken)) {
      throw new IllegalArgumentException(
          "connectHeaders: a name with forbidden characters (expected: letters, digits and "
              + MARKS_IN_NAMES
              + ")");
    }
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "connectHeaders: " + name + " (expected: none that the request itself consists of)");
    }
    if (!value.chars().allMatch(ConnectHeaders::isInValue)) {
      throw new IllegalArgumentException(
          "connectHeaders: value of " + name + " (expected: visible ASCII, blanks and tabs)");
    }
  }

  private static boolean isInToken(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || MARKS_IN_NAMES.indexOf(c) >= 0;
  }

  private static boolean isInValue(int c) {
    return (c >= ' ' && c <= '~') || c == '\t';
  }
}
