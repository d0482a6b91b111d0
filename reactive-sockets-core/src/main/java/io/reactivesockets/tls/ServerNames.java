package io.reactivesockets.tls;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/** DNS names in the one form that is compared: A-labels, lower case, without a final dot. */
final class ServerNames {
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
              + "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

  private ServerNames() {}

  static String dnsName(String parameter, String name) {
    String ascii;
    try {
      ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(parameter + ": " + name + " (expected: a DNS name)", e);
    }
    if (ascii.endsWith(".")) {
      ascii = ascii.substring(0, ascii.length() - 1);
    }
    if (!NAME.matcher(ascii).matches()) {
      throw new IllegalArgumentException(parameter + ": " + name + " (expected: a DNS name)");
    }
    return ascii;
  }

  /** Accepts {@code *.} in front of the name. */
  static String pattern(String parameter, String pattern) {
    return pattern.startsWith("*.")
        ? "*." + dnsName(parameter, pattern.substring(2))
        : dnsName(parameter, pattern);
  }
}
