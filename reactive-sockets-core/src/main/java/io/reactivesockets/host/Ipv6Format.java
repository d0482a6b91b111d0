package io.reactivesockets.host;

import java.util.Arrays;

/** Writes IPv6 addresses as RFC 5952 wants them. */
final class Ipv6Format {
  private static final int GROUPS = 8;
  private static final int MAPPED_PREFIX = 12;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

  private Ipv6Format() {}

  static String format(byte[] octets) {
    if (Arrays.equals(octets, 0, MAPPED_PREFIX, MAPPED, 0, MAPPED_PREFIX)) {
      return "::ffff:"
          + Ipv4Literal.format(Arrays.copyOfRange(octets, MAPPED_PREFIX, octets.length));
    }
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = zeros(octets, i);
      if (length > gapLength) {
        gapStart = i;
        gapLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(octets, i)));
      }
    }
    return text.toString();
  }

  private static int zeros(byte[] octets, int from) {
    int end = from;
    while (end < GROUPS && group(octets, end) == 0) {
      end++;
    }
    return end - from;
  }

  private static int group(byte[] octets, int index) {
    return ((octets[2 * index] & 0xff) << Byte.SIZE) | (octets[2 * index + 1] & 0xff);
  }
}
