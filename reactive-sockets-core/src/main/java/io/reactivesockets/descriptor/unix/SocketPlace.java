package io.reactivesockets.descriptor.unix;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where a socket is to be made: Netty removes whatever is there. */
final class SocketPlace {

  private static final int FILE_TYPE = 0xf000;
  private static final int SOCKET = 0xc000;

  private SocketPlace() {}

  /** Refuses a path at which there is something else than a socket, or no directory for it. */
  static void check(Path path) {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw failure(path, "there is no directory " + directory)
          .hint("make it first, for this user alone (mode 0700), or choose another path")
          .build();
    }
    if (isTaken(path)) {
      throw failure(path, "what is there is no socket, and would be lost")
          .hint("choose a path at which nothing is")
          .build();
    }
  }

  private static boolean isTaken(Path path) {
    try {
      int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & FILE_TYPE) != SOCKET;
    } catch (IOException nothingThere) {
      return false;
    }
  }

  private static SocketOperationException.Builder failure(Path path, String reason) {
    return SocketOperationException.builder(SocketPhase.BIND, SocketOperationException.BIND)
        .target(path.toString())
        .status(SocketErrorStatus.INVALID_ARGUMENT)
        .reason(reason);
  }
}
