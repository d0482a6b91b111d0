package io.reactivesockets.testing;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import reactor.core.scheduler.NonBlocking;

/**
 * The threads started since the class began that are still alive and should not be: those that keep
 * a JVM from ending, and event loops or schedulers of a test's own, daemon or not.
 *
 * <p>Passed over are the pools that are shared by the whole JVM and start on first use.
 */
final class LiveThreads implements Watch {

  private static final int FRAMES_SHOWN = 8;

  // Netty's global executor ends by itself; Reactor's cached schedulers, Reactor Netty's and our
  // default loops live as long as the JVM; JUnit's watch over time-outs as long as its run.
  private static final Pattern SHARED =
      Pattern.compile(
          "(globalEventExecutor|parallel|single|boundedElastic|reactor-(tcp|http|udp)"
              + "|reactive-sockets|junit)-.*");

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  @Override
  public List<String> leftovers() {
    List<String> left = new ArrayList<>();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (isLeftover(thread)) {
                left.add(describe(thread, stack));
              }
            });
    return left;
  }

  private boolean isLeftover(Thread thread) {
    boolean loop = thread instanceof FastThreadLocalThread || thread instanceof NonBlocking;
    return thread.isAlive()
        && (loop || !thread.isDaemon())
        && !before.contains(thread)
        && !SHARED.matcher(thread.getName()).matches();
  }

  private static String describe(Thread thread, StackTraceElement[] stack) {
    StringBuilder text = new StringBuilder();
    text.append(thread.isDaemon() ? "event loop thread " : "non-daemon thread ")
        .append(thread.getName())
        .append(" is still alive");
    Arrays.stream(stack).limit(FRAMES_SHOWN).forEach(at -> text.append("\n\tat ").append(at));
    return text.toString();
  }
}
