package io.reactivesockets.testing;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes all descriptors that this process may have, and gives them back. */
public final class NoDescriptorsLeft implements AutoCloseable {

  /** Processes in which this is tried have a limit below it. */
  private static final int MOST = 1_000;

  private final List<FileInputStream> taken = new ArrayList<>();

  private NoDescriptorsLeft() {}

  /** Takes them until the kernel refuses one. */
  public static NoDescriptorsLeft take() {
    NoDescriptorsLeft all = new NoDescriptorsLeft();
    try {
      while (all.taken.size() < MOST) {
        all.taken.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException refused) {
      return all;
    }
    throw new AssertionError("no limit reached");
  }

  @Override
  public void close() throws IOException {
    for (FileInputStream each : taken) {
      each.close();
    }
  }
}
