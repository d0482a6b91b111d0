package io.reactivesockets.triggers.handover;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Processes that are stopped in their tracks and go on, or end there. */
public final class Signals {

  private Signals() {}

  /** Stops this process as a whole; returns when somebody has it {@link #goOn go on}. */
  public static void stopHere() {
    System.out.println("standing still");
    signal("-STOP", ProcessHandle.current().pid());
  }

  /** Has a process go on. */
  public static void goOn(long pid) {
    signal("-CONT", pid);
  }

  /** Ends this process by kill -9, while its other threads go on; the one that calls does not. */
  public static void killHere() {
    signal("-KILL", ProcessHandle.current().pid());
    throw new AssertionError("still alive");
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
