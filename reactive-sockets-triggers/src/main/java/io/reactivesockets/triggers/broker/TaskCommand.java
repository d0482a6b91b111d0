package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.TaskRecord;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a task's program is started: with a clean environment, and word of where the broker is. */
final class TaskCommand {

  private static final Set<String> KEPT =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "LANG",
          "LC_ALL",
          "TZ",
          "TMPDIR",
          "JAVA_HOME",
          "XDG_RUNTIME_DIR");

  private final SocketBrokerServiceControl control;

  TaskCommand(SocketBrokerServiceControl control) {
    this.control = control;
  }

  /** Starts the program; blocks while the system does that. */
  Process start(TaskRecord task, String id) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(task, id));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(KEPT);
    environment.putAll(task.environment());
    environment.put("REACTIVE_SOCKETS_BROKER", control.directory().toString());
    environment.put("REACTIVE_SOCKETS_APPLICATION", task.application());
    environment.put("REACTIVE_SOCKETS_TASK", task.id().toString());
    if (!task.directory().isEmpty()) {
      builder.directory(new File(task.directory()));
    }
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    ProcessBuilder.Redirect output =
        control
            .taskOutput()
            .map(Path::toFile)
            .map(ProcessBuilder.Redirect::appendTo)
            .orElse(ProcessBuilder.Redirect.INHERIT);
    builder.redirectOutput(output).redirectError(output);
    return builder.start();
  }

  private List<String> command(TaskRecord task, String id) throws IOException {
    if (!task.listenFds()) {
      return task.command();
    }
    List<String> words = new ArrayList<>();
    words.add("python3");
    words.add(HelperProgram.in(control.directory()).toString());
    words.add("wake");
    words.add(RunDirectory.socketIn(control.directory()).toString());
    words.add(task.application());
    words.add(id);
    words.addAll(task.command());
    return words;
  }
}
