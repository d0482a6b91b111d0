package io.reactivesockets.samples.rsock.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Lets the running command end in good order when the process is told to (Ctrl-C, SIGTERM). */
public final class Interruption {

  private static final int SECONDS_TO_END = 5;

  private final Sinks.Empty<Void> asked = Sinks.empty();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean interrupted;
  private volatile int exitCode;

  /** Makes one that nobody asks for anything. */
  public Interruption() {}

  /**
   * Starts to listen for the end of the process.
   *
   * @return the one of this process
   */
  static Interruption install() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::processEnds, "interruption"));
    return interruption;
  }

  /**
   * Tells when the command is to end.
   *
   * @return completes when the process is told to end, at once if it was before
   */
  public Mono<Void> asked() {
    return asked.asMono();
  }

  /**
   * Tells whether the command was told to end.
   *
   * @return whether it was
   */
  public boolean wasAsked() {
    return interrupted;
  }

  /** The command has ended and the process may. */
  void over(int code) {
    exitCode = code;
    over.countDown();
  }

  /** The JVM waits for this before it ends; without the halt it would choose the exit code. */
  private void processEnds() {
    if (over.getCount() == 0) {
      return;
    }
    interrupted = true;
    asked.tryEmitEmpty();
    try {
      if (over.await(SECONDS_TO_END, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
