package io.reactivesockets.benchmarks.load;

import java.io.IOException;

/** What a client does to a server, over and over. */
@FunctionalInterface
public interface Load {

  /**
   * Opens the connections of the load.
   *
   * @param target where the server listens
   */
  Session open(Target target) throws IOException;

  /** A load under way. */
  interface Session extends AutoCloseable {

    /**
     * Does a small part of the work, well under a millisecond of it as far as it can tell.
     *
     * @return how much was done, in the unit of the row
     */
    long step() throws IOException;

    /**
     * Waits for what is under way, and tells what share of what was sent did not arrive.
     *
     * @return 0 to 1
     */
    default double lost() throws IOException {
      return 0;
    }

    @Override
    void close() throws IOException;
  }
}
