package io.reactivesockets.triggers.activity;

import io.reactivesockets.triggers.wire.Limits;
import java.nio.charset.StandardCharsets;

/** Checks names before they are sent. */
final class Names {

  private Names() {}

  static String checked(String argument, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > Limits.MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          argument + ": " + bytes + " bytes (expected: 1.." + Limits.MAX_NAME_BYTES + ")");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          argument + ": has a control character (expected: printable text)");
    }
    return name;
  }
}
