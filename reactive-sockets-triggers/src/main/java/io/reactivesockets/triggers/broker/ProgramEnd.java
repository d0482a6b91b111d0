package io.reactivesockets.triggers.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ends a program that does not end by itself, and what it has started. */
final class ProgramEnd {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private ProgramEnd() {}

  /** Asks it to end, and kills it if it does not; blocks so long. */
  static void of(Process process) {
    // Who is orphaned by the end of its parent is not found afterwards.
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroy);
    try {
      process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }
}
