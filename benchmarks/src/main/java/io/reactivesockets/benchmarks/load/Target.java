package io.reactivesockets.benchmarks.load;

import java.net.InetSocketAddress;

/**
 * A server on this machine, reachable at many loopback addresses, each of which has all the ports
 * of a client to itself.
 *
 * @param port its port
 * @param tls whether to speak TLS with it
 */
public record Target(int port, boolean tls) {

  private static final int ADDRESSES = 200;

  /** A server without TLS. */
  public Target(int port) {
    this(port, false);
  }

  /** The same server, with TLS. */
  public Target withTls() {
    return new Target(port, true);
  }

  /** The address for the nth connection. */
  public InetSocketAddress address(int n) {
    return new InetSocketAddress("127.0.0." + (1 + n % ADDRESSES), port);
  }
}
