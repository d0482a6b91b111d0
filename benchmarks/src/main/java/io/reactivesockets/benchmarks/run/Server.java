package io.reactivesockets.benchmarks.run;

import java.io.IOException;

/**
 * A server that is running.
 *
 * @param jvm its process
 * @param port where it listens
 */
record Server(ChildJvm jvm, int port) implements AutoCloseable {

  /**
   * What a server takes.
   *
   * @param heap bytes of live objects
   * @param resident bytes of resident pages
   */
  record Memory(long heap, long resident) {}

  Memory memory() throws IOException {
    String[] words = jvm.ask("memory", 0).split(" ", -1);
    return new Memory(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  @Override
  public void close() {
    jvm.close();
  }
}
