package io.reactivesockets.benchmarks.ws;

import java.net.URI;

/** A library as a client: opens a WebSocket whose messages it sends back. */
@FunctionalInterface
interface Dialer {

  /** Opens it; whether it does so before it returns does not matter. */
  void dial(URI uri) throws Exception;

  /** Makes a dialer. */
  @FunctionalInterface
  interface Factory {
    /**
     * Makes one, on one event loop where the library has such.
     *
     * @param transport {@code nio}, {@code epoll} or {@code io_uring}
     */
    Dialer on(String transport);
  }
}
