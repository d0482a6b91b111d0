package io.reactivesockets.benchmarks.load;

import java.net.InetSocketAddress;

/**
 * A server on this machine, reachable at many loopback addresses, each of which has all the ports
 * of a client to itself.
 *
 * @param port its port
 */
public record Target(int port) {

  private static final int ADDRESSES = 200;

  /** The address for the nth connection. */
  public InetSocketAddress address(int n) {
    return new InetSocketAddress("127.0.0." + (1 + n % ADDRESSES), port);
  }
}
