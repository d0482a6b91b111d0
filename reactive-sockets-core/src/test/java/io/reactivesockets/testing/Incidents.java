package io.reactivesockets.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;

/**
 * Collects what would else go unseen: errors and elements that Reactor drops, exceptions that no
 * one catches, warnings of Netty and Reactor (an exception that reached the tail of a pipeline, a
 * promise that could not be notified, a task that threw), calls that block an event loop.
 */
final class Incidents {

  private static final int MOST_KEPT = 100;
  private static final Queue<Incident> SEEN = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Incidents() {}

  /** Listens to uncaught exceptions and to the log, for the rest of this JVM. */
  static void install() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> record("uncaught exception in " + thread.getName(), error));
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    for (String name : List.of("io.netty", "reactor")) {
      Logger logger = context.getLogger(name);
      Warnings warnings = new Warnings();
      warnings.setContext(context);
      warnings.start();
      logger.addAppender(warnings);
    }
  }

  /** Puts our hooks into Reactor, again for every test: StepVerifier takes them out. */
  static void hook() {
    Hooks.resetOnErrorDropped();
    Hooks.resetOnNextDropped();
    Hooks.onErrorDropped(error -> record("error dropped by Reactor", error));
    Hooks.onNextDropped(element -> record("element dropped by Reactor: " + element, null));
  }

  static void record(String what, @Nullable Throwable cause) {
    if (COUNT.incrementAndGet() <= MOST_KEPT) {
      String thread = Thread.currentThread().getName();
      SEEN.add(new Incident(what, thread, LeftoverGuard.running(), cause));
    }
  }

  /** Returns what was collected since the last call, and forgets it. */
  static List<Incident> drain() {
    List<Incident> drained = new ArrayList<>();
    for (Incident next = SEEN.poll(); next != null; next = SEEN.poll()) {
      drained.add(next);
    }
    int count = COUNT.getAndSet(0);
    if (count > MOST_KEPT) {
      drained.add(new Incident((count - MOST_KEPT) + " more incidents", "any", "this test", null));
    }
    return drained;
  }

  private static final class Warnings extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /**
     * Netty closes an io_uring channel with an operation under way when the kernel has given that
     * up, which may be in the last turn of its event loop; it warns, and closes all the same.
     */
    private static boolean isLateClose(ILoggingEvent event) {
      return event.getLoggerName().equals("io.netty.channel.AbstractChannel")
          && event.getMessage().startsWith("Can't invoke task later as EventLoop rejected it")
          && event.getThreadName().contains("io_uring");
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.WARN) && !isLateClose(event)) {
        Throwable cause =
            event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
        record(
            event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage(),
            cause);
      }
    }
  }
}
