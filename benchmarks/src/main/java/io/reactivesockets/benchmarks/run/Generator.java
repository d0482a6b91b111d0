package io.reactivesockets.benchmarks.run;

import java.io.IOException;

/**
 * A load generator that is running.
 *
 * @param jvm its process
 */
record Generator(ChildJvm jvm) implements AutoCloseable {

  /** Runs the load, and says what the server did meanwhile. */
  Turn measure(Server server, long rampMillis, long millis) throws IOException {
    String command =
        "measure " + server.port() + " " + server.jvm().pid() + " " + rampMillis + " " + millis;
    String[] words = jvm.ask(command, rampMillis + millis).split(" ", -1);
    return new Turn(
        Long.parseLong(words[0]),
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]));
  }

  /** Opens connections that stay, each used once. */
  void hold(Server server, int connections) throws IOException {
    jvm.ask("hold " + server.port() + " " + connections, 0);
  }

  /** Closes them. */
  void drop() throws IOException {
    jvm.ask("drop", 0);
  }

  @Override
  public void close() {
    jvm.close();
  }
}
