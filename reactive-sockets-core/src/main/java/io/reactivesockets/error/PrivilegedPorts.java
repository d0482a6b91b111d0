package io.reactivesockets.error;

import java.util.List;
import java.util.OptionalLong;

/** Which ports this process may bind, as Linux decides it. */
final class PrivilegedPorts {
  private static final String FIRST_FREE = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
  private static final String STATUS = "/proc/self/status";
  private static final String EFFECTIVE_CAPABILITIES = "CapEff:";
  private static final long CAP_NET_BIND_SERVICE = 1L << 10;
  private static final int HEXADECIMAL = 16;

  private PrivilegedPorts() {}

  /** Returns {@code true} too if the system does not say. */
  static boolean mayBind(int port) {
    OptionalLong firstFree = ProcFile.number(FIRST_FREE);
    return firstFree.isEmpty() || port >= firstFree.getAsLong() || hasCapability();
  }

  private static boolean hasCapability() {
    List<String> lines = ProcFile.lines(STATUS);
    for (String line : lines) {
      if (line.startsWith(EFFECTIVE_CAPABILITIES)) {
        String set = line.substring(EFFECTIVE_CAPABILITIES.length()).strip();
        return (Long.parseUnsignedLong(set, HEXADECIMAL) & CAP_NET_BIND_SERVICE) != 0;
      }
    }
    return true;
  }
}
