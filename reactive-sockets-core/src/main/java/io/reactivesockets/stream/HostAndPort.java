package io.reactivesockets.stream;

import io.reactivesockets.host.HostName;
import java.util.OptionalInt;

/**
 * A host, and perhaps a port, as one text: {@code example.com:443}, {@code [::1]:443}, {@code ::1}.
 *
 * @param host the host
 * @param port the port, if there is one
 */
record HostAndPort(HostName host, OptionalInt port) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_DIGITS = 5;

  static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bareIpv6 = !text.startsWith("[") && text.indexOf(':') != colon;
    if (colon < 0 || bareIpv6 || text.endsWith("]")) {
      return new HostAndPort(HostName.of(text), OptionalInt.empty());
    }
    return new HostAndPort(
        HostName.of(text.substring(0, colon)), OptionalInt.of(port(text.substring(colon + 1))));
  }

  private static int port(String digits) {
    boolean number =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = number ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port: " + digits + " (expected: 1..65535)");
    }
    return port;
  }
}
