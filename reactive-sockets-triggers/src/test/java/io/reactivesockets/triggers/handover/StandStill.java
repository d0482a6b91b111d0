package io.reactivesockets.triggers.handover;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Processes that are stopped in their tracks, and go on. */
public final class StandStill {

  private StandStill() {}

  /** Stops this process as a whole; returns when somebody has it {@link #end go on}. */
  public static void here() {
    System.out.println("standing still");
    signal("-STOP", ProcessHandle.current().pid());
  }

  /** Has a process go on. */
  public static void end(long pid) {
    signal("-CONT", pid);
  }

  private static void signal(String which, long pid) {
    try {
      new ProcessBuilder("kill", which, Long.toString(pid)).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
