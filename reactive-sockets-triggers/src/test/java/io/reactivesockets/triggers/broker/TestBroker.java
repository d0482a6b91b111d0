package io.reactivesockets.triggers.broker;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** A broker in the process of the test, in a directory of its own, whose audit log can be read. */
public final class TestBroker implements AutoCloseable {

  /** What anything here may take on a busy machine. */
  public static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path parent;
  private final SocketBrokerService service;
  private final Log log = new Log();

  private TestBroker(UnaryOperator<SocketBrokerServiceControl.Builder> control) {
    try {
      // Not the directory of JUnit: that name may be too long for a socket.
      parent = Files.createTempDirectory("broker");
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    log.attach();
    service =
        SocketBrokerService.open(
                control
                    .apply(
                        SocketBrokerServiceControl.builder(parent.resolve("d"))
                            .taskOutput(parent.resolve("output")))
                    .build())
            .block(LIMIT);
  }

  public static TestBroker start() {
    return start(control -> control);
  }

  public static TestBroker start(UnaryOperator<SocketBrokerServiceControl.Builder> control) {
    return new TestBroker(control);
  }

  /** Has the audit log no more written, for the sake of those who move thousands of sockets. */
  public void withoutAudit() {
    log.logger.setLevel(ch.qos.logback.classic.Level.WARN);
  }

  public Path directory() {
    return parent.resolve("d");
  }

  public SocketBrokerService service() {
    return service;
  }

  /** Returns what launched programs have written. */
  public String output() throws IOException {
    Path output = parent.resolve("output");
    return Files.exists(output) ? Files.readString(output) : "";
  }

  /** Returns the audit log so far, a line for each event. */
  public List<String> audit() {
    return log.lines;
  }

  /** Waits until so many lines of the audit log begin like this, and returns them. */
  public List<String> awaitAudit(String beginning, int count) {
    return log.await(beginning, count);
  }

  /** Tells how many sockets the broker holds. */
  public int sockets() {
    return service.information().block(LIMIT).socketCount();
  }

  @Override
  public void close() {
    service.close().block(LIMIT);
    log.detach();
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Log extends AppenderBase<ILoggingEvent> {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final Logger logger = (Logger) LoggerFactory.getLogger("io.reactivesockets.broker.audit");

    void attach() {
      logger.setLevel(ch.qos.logback.classic.Level.INFO);
      start();
      logger.addAppender(this);
    }

    void detach() {
      logger.detachAppender(this);
      stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
      synchronized (lines) {
        lines.add(event.getFormattedMessage());
        lines.notifyAll();
      }
    }

    List<String> await(String beginning, int count) {
      long end = System.nanoTime() + LIMIT.toNanos();
      synchronized (lines) {
        while (true) {
          List<String> found = lines.stream().filter(each -> each.startsWith(beginning)).toList();
          long left = end - System.nanoTime();
          if (found.size() >= count) {
            return found;
          }
          if (left <= 0) {
            throw new AssertionError(found.size() + " lines " + beginning + " in " + lines);
          }
          try {
            lines.wait(left / 1_000_000 + 1);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
  }
}
