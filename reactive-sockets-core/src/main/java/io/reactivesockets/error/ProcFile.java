package io.reactivesockets.error;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads small files of Linux' proc file system, which the kernel writes from memory while they are
 * read: there is no disk to wait for, an event loop may do it.
 */
final class ProcFile {
  private static final int MAX_BYTES = 16_384;

  private ProcFile() {}

  static OptionalLong number(String path) {
    List<String> lines = lines(path);
    if (lines.size() != 1) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(lines.get(0).strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns the lines of a file, none if it does not exist or cannot be read. */
  static List<String> lines(String path) {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    try (FileChannel file = FileChannel.open(Path.of(path))) {
      int count;
      do {
        count = file.read(bytes);
      } while (count > 0);
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString().lines().toList();
  }
}
