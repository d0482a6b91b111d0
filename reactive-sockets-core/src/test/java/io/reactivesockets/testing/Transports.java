package io.reactivesockets.testing;

import io.reactivesockets.transport.Transport;
import java.util.stream.Stream;

/** The transports of this machine, as arguments of tests. */
public final class Transports {

  private Transports() {}

  /**
   * Returns the shared transports, or the one that the property {@code test.transport} names.
   *
   * @return one each
   */
  public static Stream<Transport> all() {
    String only = System.getProperty("test.transport");
    return Transport.available().stream()
        .filter(name -> only == null || only.equals(name))
        .map(Transport::byName);
  }
}
