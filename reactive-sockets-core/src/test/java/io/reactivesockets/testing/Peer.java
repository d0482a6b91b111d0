package io.reactivesockets.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process that takes the other side in a test: python3, socat, ncat, openssl, a second JVM.
 *
 * <p>It never outlives the test: {@link #close()} kills it with all that it started, a lifetime
 * ends it when a test hangs, and a JVM that ends takes its peers along.
 */
public final class Peer implements AutoCloseable {

  private static final Set<Peer> ALIVE = ConcurrentHashMap.newKeySet();
  private static final Duration DEATH = Duration.ofSeconds(10);

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Peer::kill), "end of all peers"));
  }

  private final List<String> command;
  private final Process process;
  private final @Nullable Transcript output;
  private final Transcript errors;

  private Peer(Builder builder) throws IOException {
    this.command = List.copyOf(builder.command);
    this.process = builder.processBuilder().start();
    this.output =
        builder.outputFile == null ? new Transcript(name(), process.getInputStream()) : null;
    this.errors = new Transcript(name(), process.getErrorStream());
    ALIVE.add(this);
    process
        .onExit()
        .orTimeout(builder.lifetime.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (exited, late) -> {
              if (late instanceof TimeoutException) {
                kill();
              }
              ALIVE.remove(this);
            });
  }

  /**
   * Begins a peer by its command line.
   *
   * @param command program and arguments
   * @return a builder to go on with
   */
  public static Builder command(String... command) {
    return new Builder(List.of(command));
  }

  /**
   * Begins a peer by its command line.
   *
   * @param command program and arguments
   * @return a builder to go on with
   */
  public static Builder command(List<String> command) {
    return new Builder(command);
  }

  /**
   * Waits until the peer prints a line, on either of its streams, in which the expression is found.
   *
   * @param regex regular expression, such as {@code "listening on port (\\d+)"}
   * @param limit how long to wait
   * @return the match, with its groups
   * @throws AssertionError when the limit passes or the peer ends without printing it
   */
  public Matcher awaitLine(String regex, Duration limit) {
    Pattern pattern = Pattern.compile(regex);
    long start = System.nanoTime();
    Duration turn = Duration.ofMillis(20);
    while (System.nanoTime() - start < limit.toNanos()) {
      boolean over = !process.isAlive();
      for (Transcript transcript : transcripts()) {
        Matcher found = Interrupts.unchecked(() -> transcript.await(pattern, over ? DEATH : turn));
        if (found != null) {
          return found;
        }
      }
      if (over) {
        throw new AssertionError("ended without a line like " + regex + ": " + this);
      }
    }
    throw new AssertionError("no line like " + regex + " within " + limit + ": " + this);
  }

  /**
   * Writes text to the peer's standard input.
   *
   * @param text what to write, line feed included if one is wanted
   */
  public void send(String text) {
    try {
      OutputStream input = process.getOutputStream();
      input.write(text.getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name() + " takes no input", e);
    }
  }

  /** Ends the peer's standard input. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(name() + " takes no input", e);
    }
  }

  /**
   * Waits for the peer to end by itself.
   *
   * @param limit how long to wait
   * @return its exit code and all that it has printed
   * @throws AssertionError when the limit passes; the peer is killed then
   */
  public Finished awaitExit(Duration limit) {
    if (!Interrupts.unchecked(() -> process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))) {
      String state = toString();
      close();
      throw new AssertionError("still running after " + limit + ": " + state);
    }
    for (Transcript transcript : transcripts()) {
      Interrupts.unchecked(
          () -> {
            transcript.awaitEnd(DEATH);
            return true;
          });
    }
    return new Finished(String.join(" ", command), process.exitValue(), output(), errors());
  }

  /**
   * Returns what the peer has printed to its standard output up to now.
   *
   * @return the text; empty when the output goes to a file
   */
  public String output() {
    return output == null ? "" : output.text();
  }

  /**
   * Returns what the peer has printed to its standard error up to now.
   *
   * @return the text
   */
  public String errors() {
    return errors.text();
  }

  /**
   * Returns the id of the process.
   *
   * @return the id as the operating system gives it
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Tells whether the peer still runs.
   *
   * @return true until it has ended
   */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the peer and all that it has started, and waits until they are gone. */
  @Override
  public void close() {
    List<ProcessHandle> family = process.descendants().toList();
    kill();
    Interrupts.unchecked(() -> process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS));
    Settle.untilEmpty(DEATH, () -> family.stream().filter(ProcessHandle::isAlive).toList());
    ALIVE.remove(this);
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private List<Transcript> transcripts() {
    return output == null ? List.of(errors) : List.of(output, errors);
  }

  private String name() {
    return command.get(0);
  }

  @Override
  public String toString() {
    return "%s%noutput:%n%serrors:%n%s".formatted(String.join(" ", command), output(), errors());
  }

  /** What a peer is started with. */
  public static final class Builder {

    private final List<String> command;
    private final List<String> environment = new ArrayList<>();
    private Duration lifetime = Duration.ofSeconds(60);
    private @Nullable Path inputFile;
    private @Nullable Path outputFile;

    private Builder(List<String> command) {
      this.command = List.copyOf(command);
    }

    /**
     * Sets how long the peer may live at most; it is killed then. Default: one minute.
     *
     * @param lifetime from its start
     * @return this builder
     */
    public Builder lifetime(Duration lifetime) {
      this.lifetime = lifetime;
      return this;
    }

    /**
     * Sets a variable of the peer's environment.
     *
     * @param name of the variable
     * @param value its value
     * @return this builder
     */
    public Builder environment(String name, String value) {
      environment.add(name);
      environment.add(value);
      return this;
    }

    /**
     * Takes the peer's standard input from a file instead of from the test.
     *
     * @param file to read
     * @return this builder
     */
    public Builder inputFrom(Path file) {
      this.inputFile = file;
      return this;
    }

    /**
     * Writes the peer's standard output to a file instead of keeping it as text.
     *
     * @param file to write, emptied first
     * @return this builder
     */
    public Builder outputTo(Path file) {
      this.outputFile = file;
      return this;
    }

    /**
     * Starts the peer.
     *
     * @return the running peer, to be closed by the test
     */
    public Peer start() {
      try {
        return new Peer(this);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start " + command, e);
      }
    }

    /**
     * Runs the command to its end.
     *
     * @param limit how long it may take
     * @return its exit code and all that it has printed
     * @throws AssertionError when the limit passes
     */
    public Finished run(Duration limit) {
      try (Peer peer = start()) {
        if (inputFile == null) {
          peer.endInput();
        }
        return peer.awaitExit(limit);
      }
    }

    private ProcessBuilder processBuilder() {
      ProcessBuilder builder = new ProcessBuilder(command);
      for (int i = 0; i < environment.size(); i += 2) {
        builder.environment().put(environment.get(i), environment.get(i + 1));
      }
      if (inputFile != null) {
        builder.redirectInput(inputFile.toFile());
      }
      if (outputFile != null) {
        builder.redirectOutput(outputFile.toFile());
      }
      return builder;
    }
  }

  /**
   * How a peer ended.
   *
   * @param command what was run
   * @param exit its exit code
   * @param output what it printed to its standard output
   * @param errors what it printed to its standard error
   */
  public record Finished(String command, int exit, String output, String errors) {

    /**
     * Fails unless the exit code is 0.
     *
     * @return this
     */
    public Finished expectSuccess() {
      if (exit != 0) {
        throw new AssertionError(
            "%s: exit code %d%noutput:%n%serrors:%n%s".formatted(command, exit, output, errors));
      }
      return this;
    }
  }
}
