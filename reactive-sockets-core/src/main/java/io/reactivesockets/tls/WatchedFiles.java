package io.reactivesockets.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something read from files, read again when they change; looks when asked, needs no thread. */
final class WatchedFiles<T> {
  private static final Logger LOGGER = LoggerFactory.getLogger(WatchedFiles.class);
  private static final long LOOK_INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final List<Path> files;
  private final Supplier<T> reader;
  private final long lookInterval;
  private List<Object> stamps;
  private T value;
  private long lookedAt = System.nanoTime();

  WatchedFiles(List<Path> files, Supplier<T> reader) {
    this(files, reader, LOOK_INTERVAL);
  }

  WatchedFiles(List<Path> files, Supplier<T> reader, long lookInterval) {
    this.files = files;
    this.reader = reader;
    this.lookInterval = lookInterval;
    this.stamps = stamps(files);
    this.value = reader.get();
  }

  synchronized T get() {
    long now = System.nanoTime();
    if (now - lookedAt >= lookInterval) {
      lookedAt = now;
      List<Object> found = stamps(files);
      if (!found.equals(stamps)) {
        reload(found);
      }
    }
    return value;
  }

  private void reload(List<Object> found) {
    stamps = found;
    try {
      value = reader.get();
      LOGGER.info("read {} again", files);
    } catch (IllegalArgumentException e) {
      LOGGER.warn("cannot read {}, going on with what was read before", files, e);
    }
  }

  private static List<Object> stamps(List<Path> files) {
    List<Object> stamps = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        stamps.add(
            List.of(
                attributes.lastModifiedTime(), attributes.size(), key == null ? "no key" : key));
      } catch (IOException e) {
        stamps.add(e.getClass());
      }
    }
    return stamps;
  }
}
