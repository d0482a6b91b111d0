package io.reactivesockets.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses as text: one form is accepted, the others are known so as to refuse them. */
final class Ipv4Literal {
  static final int LENGTH = 4;

  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern CANONICAL = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern NUMBER = Pattern.compile("(?:0[xX]\\p{XDigit}*|\\d+)");
  private static final int BITS = 32;
  private static final int OCTAL = 8;
  private static final int DECIMAL = 10;
  private static final int HEXADECIMAL = 16;

  private Ipv4Literal() {}

  static boolean isCanonical(String text) {
    return CANONICAL.matcher(text).matches();
  }

  /** Whether the last label is a number, in which case a resolver may take the whole for one. */
  static boolean looksNumeric(String ascii) {
    String name = withoutDot(ascii);
    return NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches();
  }

  /** What to write instead of another form, for the message of the refusal. */
  static String advice(String ascii) {
    byte @Nullable [] octets = readLoosely(withoutDot(ascii));
    String form = "an IPv4 address as four decimal numbers without leading zeros";
    return octets == null
        ? form
        : form + ", such as " + format(octets) + ", which some resolvers take this for";
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** Reads as {@code inet_aton} does: 1 to 4 parts in any base, the last fills what remains. */
  private static byte @Nullable [] readLoosely(String name) {
    String[] parts = name.split("\\.", -1);
    if (parts.length > LENGTH) {
      return null;
    }
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      OptionalLong part = number(parts[i]);
      boolean last = i == parts.length - 1;
      int bits = last ? BITS - i * Byte.SIZE : Byte.SIZE;
      if (part.isEmpty() || part.getAsLong() >= 1L << bits) {
        return null;
      }
      address = (address << bits) | part.getAsLong();
    }
    return new byte[] {
      (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
    };
  }

  private static OptionalLong number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
    String digits = hexadecimal ? "0" + text.substring(2) : text;
    int radix = hexadecimal ? HEXADECIMAL : text.startsWith("0") ? OCTAL : DECIMAL;
    try {
      return OptionalLong.of(Long.parseLong(digits, radix));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  static byte[] parse(String canonical) {
    String[] parts = canonical.split("\\.", -1);
    byte[] octets = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      octets[i] = (byte) Integer.parseInt(parts[i]);
    }
    return octets;
  }

  static String format(byte[] octets) {
    return (octets[0] & 0xff)
        + "."
        + (octets[1] & 0xff)
        + "."
        + (octets[2] & 0xff)
        + "."
        + (octets[3] & 0xff);
  }

  static InetAddress toAddress(String canonical) {
    try {
      return InetAddress.getByAddress(parse(canonical));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
