package io.reactivesockets.benchmarks.load;

import java.io.IOException;

/** Sleeping, for the loads, whose one thread has nothing else to do. */
final class Sleep {

  private Sleep() {}

  static void millis(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
