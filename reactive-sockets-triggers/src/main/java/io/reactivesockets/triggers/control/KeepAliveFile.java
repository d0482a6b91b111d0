package io.reactivesockets.triggers.control;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A table in a file of properties, which is replaced as a whole: a crash leaves the old one or the
 * new one. A value is interval, longest kept, shortest lost or {@code -}, lost connections, time.
 */
final class KeepAliveFile extends KeepAliveTable {

  private static final Logger LOG = LoggerFactory.getLogger(KeepAliveFile.class);
  private static final int FIELDS = 5;
  private static final String NONE = "-";

  private final Path file;

  private KeepAliveFile(Path file) {
    this.file = file;
  }

  static KeepAliveFile open(Path file) {
    KeepAliveFile memory = new KeepAliveFile(file.toAbsolutePath());
    Properties read = new Properties();
    if (Files.exists(file)) {
      try (Reader text = Files.newBufferedReader(file)) {
        read.load(text);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("cannot read the learned keep-alive intervals in {}: they are forgotten", file, e);
      }
    }
    read.stringPropertyNames()
        .forEach(
            network ->
                parse(read.getProperty(network))
                    .ifPresentOrElse(
                        learned -> memory.remember(network, learned),
                        () -> LOG.warn("{}: no learned interval for {}", file, network)));
    return memory;
  }

  private static Optional<LearnedInterval> parse(String value) {
    String[] fields = value.split(" ", -1);
    try {
      return fields.length == FIELDS
          ? Optional.of(
              new LearnedInterval(
                  positive(fields[0]),
                  Duration.parse(fields[1]),
                  fields[2].equals(NONE) ? Optional.empty() : Optional.of(positive(fields[2])),
                  Long.parseLong(fields[3]),
                  Instant.parse(fields[4])))
          : Optional.empty();
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Duration positive(String text) {
    Duration value = Duration.parse(text);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static String format(LearnedInterval learned) {
    return String.join(
        " ",
        learned.interval().toString(),
        learned.longestKept().toString(),
        learned.shortestLost().map(Duration::toString).orElse(NONE),
        Long.toString(learned.lostConnections()),
        learned.learned().toString());
  }

  @Override
  public Mono<Void> save() {
    return Mono.<Void>fromRunnable(this::write).subscribeOn(Schedulers.boundedElastic());
  }

  private void write() {
    Properties all = new Properties();
    for (Map.Entry<String, LearnedInterval> entry : copy().entrySet()) {
      all.setProperty(entry.getKey(), format(entry.getValue()));
    }
    StringWriter text = new StringWriter();
    try {
      all.store(text, "What networks let connections be silent");
      Path fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
      try {
        Files.writeString(fresh, text.toString());
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
