package io.reactivesockets.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What bytes go through, plain or protected; blocks. */
interface Wire {

  /** Reads at least one byte, or returns a negative number at the end. */
  int read(ByteBuffer into) throws IOException;

  /** Writes some of the bytes or all. */
  void write(ByteBuffer bytes) throws IOException;
}
