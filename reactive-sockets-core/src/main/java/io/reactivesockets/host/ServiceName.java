package io.reactivesockets.host;

/**
 * A service.
 *
 * @param name as given
 */
public record ServiceName(String name) {

  /**
   * Parses.
   *
   * @param name a port
   * @return the service
   */
  public static ServiceName of(String name) {
    return new ServiceName(name);
  }

  /**
   * Returns the port.
   *
   * @return the port
   */
  public int port() {
    return Integer.parseInt(name);
  }
}
