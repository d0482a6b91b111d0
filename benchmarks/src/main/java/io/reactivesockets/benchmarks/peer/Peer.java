package io.reactivesockets.benchmarks.peer;

/** One library as a server. */
@FunctionalInterface
public interface Peer {

  /** The size of a message, where the service has messages. */
  int MESSAGE_BYTES = 64;

  /** The size of a length in front of a message, which counts towards {@link #MESSAGE_BYTES}. */
  int LENGTH_BYTES = 2;

  /** The size of a chunk, where the service has chunks. */
  int CHUNK_BYTES = 65_536;

  /** How many connections may wait for being accepted. */
  int BACKLOG = 1_024;

  /**
   * Begins to serve on every IPv4 address of this machine, on one event loop.
   *
   * @param service what to do
   * @param transport {@code nio}, {@code epoll} or {@code io_uring}
   * @return the port
   */
  int serve(Service service, String transport);
}
