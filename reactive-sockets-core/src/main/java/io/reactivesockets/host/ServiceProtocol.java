package io.reactivesockets.host;

/** The transport protocol that a service name is meant for. */
public enum ServiceProtocol {
  /** Streams. */
  TCP("tcp"),

  /** Datagrams. */
  UDP("udp");

  private final String label;

  ServiceProtocol(String label) {
    this.label = label;
  }

  /**
   * Returns the name in services files and, after an underscore, in DNS.
   *
   * @return {@code tcp} or {@code udp}
   */
  public String label() {
    return label;
  }
}
