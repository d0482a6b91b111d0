package io.reactivesockets.samples.rsock.console;

/** A socket comes from a service manager, or has a host and a port: one of them. */
public final class Inheritance {

  private Inheritance() {}

  /**
   * Sees that just one of them was asked for.
   *
   * @param inherited whether a service manager passes the socket
   * @param host what was given as HOST, empty for nothing
   * @param port what was given as PORT, empty for nothing
   * @throws IllegalArgumentException if both were, or neither
   */
  public static void check(boolean inherited, String host, String port) {
    if (inherited && !host.isEmpty()) {
      throw new IllegalArgumentException("HOST: " + host + " (expected: none with --inherited)");
    }
    if (!inherited && (host.isEmpty() || port.isEmpty())) {
      throw new IllegalArgumentException("HOST PORT: missing (expected: both, or --inherited)");
    }
  }
}
