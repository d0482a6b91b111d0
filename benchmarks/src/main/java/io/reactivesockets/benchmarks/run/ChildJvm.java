package io.reactivesockets.benchmarks.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A further JVM, spoken to line by line. */
final class ChildJvm implements AutoCloseable {

  private static final long GRACE_MILLIS = 60_000;
  private static final long EXIT_MILLIS = 2_000;

  private final String name;
  private final Process process;
  private final Writer commands;
  private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param prefix a command that runs the command after it
   * @param options what the JVM is told
   * @param classPath where the code is
   * @param arguments what {@link io.reactivesockets.benchmarks.Main} is told
   */
  static ChildJvm start(
      List<String> prefix, List<String> options, String classPath, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath);
    command.add("io.reactivesockets.benchmarks.Main");
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ChildJvm child = new ChildJvm(String.join(" ", arguments), process);
    Thread reader = new Thread(child::readAnswers, "answers of " + child.name);
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private void readAnswers() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        answers.add(Optional.of(line));
      }
    } catch (IOException e) {
      // It was stopped while we read; whoever waits for an answer is told below.
    }
    answers.add(Optional.empty());
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the next line, which a healthy child writes well within a minute. */
  String next() throws IOException {
    return next(0);
  }

  private String next(long expectedMillis) throws IOException {
    try {
      Optional<String> line = answers.poll(expectedMillis + GRACE_MILLIS, TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new IOException(name + ": no answer");
      }
      return line.orElseThrow(() -> new IOException(name + ": ended without an answer"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(name + ": interrupted", e);
    }
  }

  /**
   * Asks and waits for the answer.
   *
   * @param expectedMillis how long the answer takes by itself
   */
  String ask(String command, long expectedMillis) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    return next(expectedMillis);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(EXIT_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
