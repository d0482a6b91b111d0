package io.reactivesockets.testing;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes that this JVM has started since the class began and that still run. */
final class ChildProcesses implements Watch {

  private final Set<Long> before = running().collect(Collectors.toSet());

  @Override
  public List<String> leftovers() {
    return running()
        .filter(pid -> !before.contains(pid))
        .map(pid -> "process " + pid + " still runs: " + commandOf(pid))
        .toList();
  }

  private static Stream<Long> running() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid);
  }

  private static String commandOf(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().commandLine())
        .orElse("(command unknown)");
  }
}
