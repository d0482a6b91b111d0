package io.reactivesockets.host;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the three text forms of RFC 4291, section 2.2, and nothing else. */
final class Ipv6Parser {
  private static final int GROUPS = 8;
  private static final int HEXADECIMAL = 16;
  private static final Pattern GROUP = Pattern.compile("\\p{XDigit}{1,4}");

  private Ipv6Parser() {}

  /** Returns the 16 octets, or {@code null} if the text is not an IPv6 address. */
  static byte @Nullable [] parse(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      int @Nullable [] all = groups(text, true);
      return all != null && all.length == GROUPS ? octets(all, new int[0]) : null;
    }
    int @Nullable [] head = groups(text.substring(0, gap), false);
    int @Nullable [] tail = groups(text.substring(gap + 2), true);
    if (head == null || tail == null || head.length + tail.length >= GROUPS) {
      return null;
    }
    return octets(head, tail);
  }

  private static int @Nullable [] groups(String text, boolean mayEndInIpv4) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    boolean ipv4 = mayEndInIpv4 && Ipv4Literal.isCanonical(parts[parts.length - 1]);
    int hexadecimal = ipv4 ? parts.length - 1 : parts.length;
    if (hexadecimal > GROUPS) {
      return null;
    }
    int[] groups = new int[ipv4 ? hexadecimal + 2 : hexadecimal];
    for (int i = 0; i < hexadecimal; i++) {
      if (!GROUP.matcher(parts[i]).matches()) {
        return null;
      }
      groups[i] = Integer.parseInt(parts[i], HEXADECIMAL);
    }
    if (ipv4) {
      byte[] octets = Ipv4Literal.parse(parts[hexadecimal]);
      groups[hexadecimal] = ((octets[0] & 0xff) << Byte.SIZE) | (octets[1] & 0xff);
      groups[hexadecimal + 1] = ((octets[2] & 0xff) << Byte.SIZE) | (octets[3] & 0xff);
    }
    return groups;
  }

  private static byte[] octets(int[] head, int[] tail) {
    byte[] octets = new byte[Ipv6Literal.LENGTH];
    for (int i = 0; i < head.length; i++) {
      put(octets, i, head[i]);
    }
    for (int i = 0; i < tail.length; i++) {
      put(octets, GROUPS - tail.length + i, tail[i]);
    }
    return octets;
  }

  private static void put(byte[] octets, int group, int value) {
    octets[2 * group] = (byte) (value >> Byte.SIZE);
    octets[2 * group + 1] = (byte) value;
  }
}
