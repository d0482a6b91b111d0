package io.reactivesockets.triggers.broker;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The directory of a broker: private, and one broker's at a time. All of it blocks. */
final class RunDirectory {

  private static final String SOCKET = "broker.socket";
  private static final String LOCK = "broker.lock";

  /** What the kernel takes for the path of a Unix-domain socket. */
  private static final int MAX_PATH_BYTES = 107;

  private final SocketBrokerServiceControl control;
  private final Path directory;
  private @Nullable LockFile file;
  private @Nullable FileLock lock;

  RunDirectory(SocketBrokerServiceControl control) {
    this.control = control;
    this.directory = control.directory();
  }

  static Path socketIn(Path directory) {
    return directory.resolve(SOCKET);
  }

  SocketBrokerServiceControl control() {
    return control;
  }

  /**
   * Makes the directory if need be, sees that it is nobody else's, and has in it what a broker
   * needs.
   */
  void prepare() throws IOException {
    checkPath();
    make();
    checkMode();
    HelperProgram.install(directory);
    file = LockFile.open(directory, LOCK);
  }

  Path socket() {
    return socketIn(directory);
  }

  /** Makes this the broker of the prepared directory; fails if another one runs. */
  void lock() throws IOException {
    if (lock != null) {
      return;
    }
    lock = Objects.requireNonNull(file).tryLock();
    if (lock == null) {
      leave();
      throw failure(SocketErrorStatus.ADDRESS_ALREADY_IN_USE, "a broker runs there already")
          .hint("stop it, take over from it (--succeed), or choose another directory")
          .build();
    }
  }

  /** Removes the socket that a broker left behind which did not end in order. */
  void clearSocket() throws IOException {
    Files.deleteIfExists(socket());
  }

  /** Opens the socket to those who may use it; who they are is checked again as they connect. */
  void openSocket() throws IOException {
    boolean others = !control.allowedUids().isEmpty();
    Files.setPosixFilePermissions(
        socket(), PosixFilePermissions.fromString(others ? "rw-rw-rw-" : "rw-------"));
  }

  /** Is no broker's directory any more. */
  void release(boolean removeSocket) {
    try {
      if (removeSocket) {
        clearSocket();
      }
      if (lock != null && lock.isValid()) {
        lock.release();
      }
      leave();
    } catch (IOException e) {
      throw failure(SocketErrorStatus.UNKNOWN, "the directory could not be left in order")
          .cause(e)
          .build();
    }
  }

  private void leave() throws IOException {
    LockFile left = file;
    file = null;
    if (left != null) {
      left.leave();
    }
  }

  private void checkPath() {
    int bytes = socket().toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PATH_BYTES) {
      throw failure(
              SocketErrorStatus.INVALID_ARGUMENT,
              "the path of the socket has " + bytes + " bytes (expected: 1..107)")
          .hint("choose a shorter directory")
          .build();
    }
  }

  private void make() throws IOException {
    if (!Files.isDirectory(directory)) {
      refuseFiles();
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(permissions()));
    }
  }

  /** No directory can be made where a file is, or below one. */
  private void refuseFiles() {
    Path there = directory.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !Files.isDirectory(there)) {
      throw failure(SocketErrorStatus.INVALID_ARGUMENT, there + " is no directory")
          .hint("name a directory for the broker alone; it is made if it is not there")
          .build();
    }
  }

  private void checkMode() throws IOException {
    int owner = (Integer) Files.getAttribute(directory, "unix:uid");
    int own = ownUid();
    if (owner != own) {
      throw failure(
              SocketErrorStatus.ACCESS_DENIED,
              "the directory belongs to uid " + owner + " (expected: " + own + ")")
          .hint("give the broker a directory of its own")
          .build();
    }
    Set<PosixFilePermission> now = Files.getPosixFilePermissions(directory);
    if (now.contains(PosixFilePermission.GROUP_WRITE)
        || now.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw failure(
              SocketErrorStatus.ACCESS_DENIED,
              "others may write to the directory (mode " + PosixFilePermissions.toString(now) + ")")
          .hint("chmod it to 0700")
          .build();
    }
    Files.setPosixFilePermissions(directory, permissions());
  }

  private Set<PosixFilePermission> permissions() {
    return PosixFilePermissions.fromString(
        control.allowedUids().isEmpty() ? "rwx------" : "rwx--x--x");
  }

  /** Returns who this process is: the effective user, whom the files that it makes belong to. */
  static int ownUid() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private SocketOperationException.Builder failure(SocketErrorStatus status, String reason) {
    return SocketOperationException.builder(SocketPhase.BIND, SocketOperationException.BIND)
        .status(status)
        .target("broker in " + directory)
        .reason(reason);
  }
}
