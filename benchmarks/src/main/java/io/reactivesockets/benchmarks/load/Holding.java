package io.reactivesockets.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;

/** Opens connections that stay, each used once. */
@FunctionalInterface
public interface Holding {
  /** For rows that hold nothing. */
  Holding NONE =
      (target, connections) -> {
        throw new IllegalArgumentException("hold: the row measures no memory");
      };

  /**
   * Opens them.
   *
   * @return closes them
   */
  Closeable open(Target target, int connections) throws IOException;
}
