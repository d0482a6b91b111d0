package io.reactivesockets.testing;

import java.util.List;
import java.util.function.Consumer;

/**
 * What is fuzzed, and what to begin with.
 *
 * @param type a public class with {@code fuzzerTestOneInput(byte[])}
 * @param reader that method
 * @param seeds inputs that make sense
 */
public record FuzzTarget(Class<?> type, Consumer<byte[]> reader, List<byte[]> seeds) {

  @Override
  public String toString() {
    return type.getSimpleName();
  }
}
