package io.reactivesockets.triggers.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that is locked for the one broker of a directory. It is open once for all that try in this
 * process: whoever closes one of several descriptors of a file gives up the locks of the whole
 * process on it (fcntl(2)), so that a broker that cannot begin would free the directory of another.
 * All of it blocks.
 */
final class LockFile {

  /** Guarded by itself. */
  private static final Map<Path, LockFile> OPEN = new HashMap<>();

  private final Path path;
  private final FileChannel channel;
  private int users;

  private LockFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens the file, and makes it if need be; to be left once. */
  static LockFile open(Path directory, String name) throws IOException {
    Path path = directory.toRealPath().resolve(name);
    synchronized (OPEN) {
      LockFile file = OPEN.get(path);
      if (file == null) {
        file =
            new LockFile(
                path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        OPEN.put(path, file);
      }
      file.users++;
      return file;
    }
  }

  /** Returns the lock, or {@code null} if somebody else has it. */
  @Nullable FileLock tryLock() throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  void leave() throws IOException {
    synchronized (OPEN) {
      users--;
      if (users == 0) {
        OPEN.remove(path);
        channel.close();
      }
    }
  }
}
