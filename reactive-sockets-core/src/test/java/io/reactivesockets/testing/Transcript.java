package io.reactivesockets.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The last lines that a process has printed, and a way to wait for one. */
final class Transcript {

  private static final int MOST_CHARACTERS = 1 << 20;

  private final Deque<String> lines = new ArrayDeque<>();
  private int characters;
  private boolean ended;

  /** Reads the stream to its end on a thread of its own. */
  Transcript(String name, InputStream stream) {
    Thread reader = new Thread(() -> read(stream), "transcript of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream stream) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException killed) {
      // The process was ended while it printed; what it had printed is here.
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    characters += line.length() + 1;
    while (characters > MOST_CHARACTERS) {
      characters -= lines.remove().length() + 1;
    }
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for a line in which the pattern is found; returns null at the deadline or the end. */
  synchronized @Nullable Matcher await(Pattern pattern, Duration limit)
      throws InterruptedException {
    long start = System.nanoTime();
    Matcher found = find(pattern);
    for (long left = left(start, limit); found == null && !ended && left > 0; ) {
      wait(left);
      found = find(pattern);
      left = left(start, limit);
    }
    return found;
  }

  private @Nullable Matcher find(Pattern pattern) {
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher;
      }
    }
    return null;
  }

  /** Waits until the stream has ended, but no longer than the limit. */
  synchronized void awaitEnd(Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    for (long left = left(start, limit); !ended && left > 0; left = left(start, limit)) {
      wait(left);
    }
  }

  private static long left(long start, Duration limit) {
    return TimeUnit.NANOSECONDS.toMillis(limit.toNanos() - (System.nanoTime() - start));
  }

  /** Returns what was printed, each line ended by a line feed; of very much the end only. */
  synchronized String text() {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
