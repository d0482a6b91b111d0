package io.reactivesockets.host;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the forms of a host name apart. */
final class HostNameParser {
  private static final Pattern BLUETOOTH =
      Pattern.compile("\\(?(\\p{XDigit}{2}(?::\\p{XDigit}{2}){5})\\)?");

  private HostNameParser() {}

  static HostName parse(String name) {
    if (name.isEmpty()) {
      throw refused(name, "a host name or address");
    }
    Matcher bluetooth = BLUETOOTH.matcher(name);
    if (bluetooth.matches() && name.startsWith("(") == name.endsWith(")")) {
      String canonical = bluetooth.group(1).toUpperCase(Locale.ROOT);
      return new HostName(name, HostNameType.BLUETOOTH, canonical, canonical, false, null);
    }
    if (name.indexOf(':') >= 0 || name.startsWith("[")) {
      String canonical = Ipv6Literal.canonical(name);
      return new HostName(name, HostNameType.IPV6, canonical, canonical, false, null);
    }
    String ascii = DomainName.toAscii(name);
    if (Ipv4Literal.looksNumeric(ascii)) {
      if (!Ipv4Literal.isCanonical(name)) {
        throw refused(name, Ipv4Literal.advice(ascii));
      }
      return new HostName(name, HostNameType.IPV4, name, name, false, null);
    }
    String canonical = DomainName.canonical(name, ascii);
    return new HostName(
        name,
        HostNameType.DOMAIN_NAME,
        canonical,
        DomainName.display(canonical),
        ascii.endsWith("."),
        null);
  }

  static IllegalArgumentException refused(String name, String expectation) {
    return new IllegalArgumentException(
        "name: " + printable(name) + " (expected: " + expectation + ")");
  }

  /** Keeps control characters of strangers out of messages and logs. */
  private static String printable(String name) {
    StringBuilder text = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                text.append(String.format("\\u%04x", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }
}
