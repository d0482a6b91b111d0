package io.reactivesockets.triggers.wire;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What to do when something happens to a socket.
 *
 * @param uid whose task it is; what an application says about it does not count
 * @param application which of that user's applications registered it; the same holds
 * @param id the task's identifier
 * @param name what people call it
 * @param command program and arguments, empty for an application that is running
 * @param environment variables that the program gets besides a few of the broker's
 * @param directory where the program starts, empty for where the broker runs
 * @param listenFds whether the program gets the socket as descriptor 3, else it connects back
 */
public record TaskRecord(
    int uid,
    String application,
    UUID id,
    String name,
    List<String> command,
    Map<String, String> environment,
    String directory,
    boolean listenFds) {

  void write(WireWriter out) {
    out.i32(uid)
        .text(application)
        .uuid(id)
        .text(name)
        .texts(command)
        .pairs(environment)
        .text(directory)
        .flag(listenFds);
  }

  /** Hides arguments and the environment, which may be secret. */
  @Override
  public String toString() {
    return "uid="
        + uid
        + " application="
        + application
        + " task="
        + id
        + " name="
        + name
        + " program="
        + (command.isEmpty() ? "none" : command.get(0));
  }

  static TaskRecord read(WireReader in) {
    return new TaskRecord(
        in.i32(), in.name(), in.uuid(), in.name(), in.texts(), in.pairs(), in.text(), in.flag());
  }
}
