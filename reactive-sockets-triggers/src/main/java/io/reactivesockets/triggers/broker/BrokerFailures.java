package io.reactivesockets.triggers.broker;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says why a broker could not be started. */
final class BrokerFailures {

  private BrokerFailures() {}

  static SocketOperationException ofStart(Path directory, Throwable cause) {
    if (cause instanceof SocketOperationException own) {
      return own;
    }
    SocketOperationException.Builder facts =
        SocketOperationException.builder(SocketPhase.BIND, SocketOperationException.BIND)
            .target("broker in " + directory)
            .hint("see that this user can make that directory, and files in it")
            .cause(cause);
    if (cause instanceof AccessDeniedException) {
      facts.status(SocketErrorStatus.ACCESS_DENIED);
    } else if (cause instanceof NoSuchFileException) {
      facts.status(SocketErrorStatus.INVALID_ARGUMENT).reason("no directory can be made there");
    }
    return facts.build();
  }

  static SocketOperationException ofSuccession(Path directory, Throwable cause) {
    if (cause instanceof SocketOperationException own) {
      return own;
    }
    SocketOperationException.Builder facts =
        SocketOperationException.builder(SocketPhase.BIND, "take over")
            .target("broker in " + directory)
            .hint("see that one runs there, as this user; else start one without taking over")
            .cause(cause);
    if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
      facts.status(SocketErrorStatus.ACCESS_DENIED).reason("its directory is closed to this user");
    } else if (cause instanceof FileNotFoundException || cause instanceof ConnectException) {
      facts.status(SocketErrorStatus.CONNECTION_REFUSED).reason("no broker runs there");
    }
    return facts.build();
  }
}
