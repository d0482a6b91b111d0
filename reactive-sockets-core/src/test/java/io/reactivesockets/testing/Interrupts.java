package io.reactivesockets.testing;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Waiting calls without a checked exception: an interrupt of a test is a failure of it. */
final class Interrupts {

  private Interrupts() {}

  static <T extends @Nullable Object> T unchecked(Callable<T> waiting) {
    try {
      return waiting.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
