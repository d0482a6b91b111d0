package io.reactivesockets.samples.rsock.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a pipe of the kernel, which takes 64 KiB. */
class StandardErrorTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String LINE = "x".repeat(99);
  private static final int LINES = 5_000;

  private Pipe pipe;
  private StandardError error;
  private PrintStream lines;

  @BeforeEach
  void open() throws IOException {
    pipe = Pipe.open();
    OutputStream target = Channels.newOutputStream(pipe.sink());
    error = new StandardError(target, StandardCharsets.UTF_8);
    lines = new PrintStream(error, true, StandardCharsets.UTF_8);
  }

  @AfterEach
  void close() throws IOException {
    // In this order: a write that waits for room ends when nobody is left to read.
    pipe.source().close();
    lines.close();
    error.drain(TIMEOUT);
    pipe.sink().close();
  }

  @Test
  void what_nobody_reads_holds_nobody_up_and_is_counted() {
    assertTimeoutPreemptively(TIMEOUT, () -> say(LINES));

    int read = assertTimeoutPreemptively(TIMEOUT, this::readUntilAllIsAccountedFor);
    assertThat(read).isBetween(600, 2_000);
  }

  private int readUntilAllIsAccountedFor() throws IOException {
    int read = 0;
    int leftOut = 0;
    try (BufferedReader reader = reader()) {
      while (read + leftOut < LINES) {
        String line = reader.readLine();
        if (line.equals(LINE)) {
          read++;
        } else {
          assertThat(line).matches("\\(left out, since nobody read it: \\d+ more\\)");
          leftOut += Integer.parseInt(line.replaceAll("\\D", ""));
        }
      }
    }
    assertThat(read + leftOut).isEqualTo(LINES);
    return read;
  }

  @Test
  void what_is_read_is_whole_and_in_order() throws IOException {
    lines.println("first");
    lines.println("second");
    error.drain(TIMEOUT);

    try (BufferedReader reader = reader()) {
      assertThat(reader.readLine()).isEqualTo("first");
      assertThat(reader.readLine()).isEqualTo("second");
    }
  }

  @Test
  void what_nobody_reads_delays_the_end_no_longer_than_it_may() {
    say(LINES);

    assertTimeoutPreemptively(TIMEOUT, () -> error.drain(Duration.ofMillis(50)));
  }

  private void say(int count) {
    for (int i = 0; i < count; i++) {
      lines.println(LINE);
    }
  }

  private BufferedReader reader() {
    return new BufferedReader(
        new InputStreamReader(Channels.newInputStream(pipe.source()), StandardCharsets.UTF_8));
  }
}
