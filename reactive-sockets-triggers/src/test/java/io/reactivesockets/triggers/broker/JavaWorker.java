package io.reactivesockets.triggers.broker;

import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import java.util.List;

/** A task that runs a static method of a test in a JVM of its own. */
final class JavaWorker {

  private JavaWorker() {}

  static SocketActivityTask task(ChildJvm.Program program, String... arguments) {
    List<String> command =
        ChildJvm.of(program, arguments).flags("-XX:TieredStopAtLevel=1").command();
    return SocketActivityTask.builder("worker").command(command).build();
  }
}
