package io.reactivesockets.triggers.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Whether a process lives; one that is ending does not. */
final class Liveness {

  private static final int PF_EXITING = 4;

  private Liveness() {}

  static Mono<Boolean> of(int pid) {
    return Mono.fromCallable(() -> isAlive(pid)).subscribeOn(Schedulers.boundedElastic());
  }

  private static boolean isAlive(int pid) throws IOException {
    if (pid <= 0) {
      return true; // Of another namespace: nothing is known, so nothing is taken.
    }
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name, in parentheses, may hold anything; state and flags follow it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 9);
      boolean exiting = (Long.parseLong(fields[6]) & PF_EXITING) != 0;
      return !exiting && !fields[0].equals("Z") && !fields[0].equals("X");
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}
