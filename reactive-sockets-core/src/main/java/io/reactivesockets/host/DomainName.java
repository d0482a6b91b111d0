package io.reactivesockets.host;

import java.net.IDN;
import java.util.Locale;

/** The rules for domain names: IDNA to ASCII, then letters, digits, hyphens, underscores. */
final class DomainName {
  private static final int MAX_LENGTH = 253;
  private static final int MAX_LABEL = 63;
  private static final String EXPECTED =
      "labels of letters, digits, hyphens and underscores, not beginning or ending with a hyphen,"
          + " 1 to 63 characters each, 253 in all";

  private DomainName() {}

  /** Returns the name with its labels in ASCII, other dots and wide digits included. */
  static String toAscii(String name) {
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw HostNameParser.refused(name, EXPECTED);
    }
  }

  static String canonical(String name, String ascii) {
    String lower = ascii.toLowerCase(Locale.ROOT);
    String relative = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    if (relative.length() > MAX_LENGTH) {
      throw HostNameParser.refused(name, EXPECTED);
    }
    for (String label : relative.split("\\.", -1)) {
      if (!isLabel(label)) {
        throw HostNameParser.refused(name, EXPECTED);
      }
    }
    return relative;
  }

  static boolean isLabel(String label) {
    return !label.isEmpty()
        && label.length() <= MAX_LABEL
        && !label.startsWith("-")
        && !label.endsWith("-")
        && label.chars().allMatch(DomainName::isAllowed);
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  static String display(String canonical) {
    return IDN.toUnicode(canonical, IDN.ALLOW_UNASSIGNED);
  }
}
