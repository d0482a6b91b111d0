package io.reactivesockets.samples.rsock.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** The standard streams, and the ways by which a process is told to end and says how it ended. */
public final class Console {

  private final StandardInput in;
  private final StandardOutput out;
  private final PrintStream report;
  private final PrintStream err;
  private final Interruption interruption;
  private final Runnable lastWords;
  private volatile @Nullable Record information;

  /**
   * Makes a console of its parts.
   *
   * @param in standard input
   * @param out standard output for data
   * @param report standard output for commands whose text is their data
   * @param err standard error
   * @param interruption how the command is told to end
   */
  public Console(
      StandardInput in,
      StandardOutput out,
      PrintStream report,
      PrintStream err,
      Interruption interruption) {
    this(in, out, report, err, interruption, err::flush);
  }

  private Console(
      StandardInput in,
      StandardOutput out,
      PrintStream report,
      PrintStream err,
      Interruption interruption,
      Runnable lastWords) {
    this.in = in;
    this.out = out;
    this.report = report;
    this.err = err;
    this.interruption = interruption;
    this.lastWords = lastWords;
  }

  /**
   * Makes the console of this process; once.
   *
   * @return the console
   */
  @SuppressWarnings("resource") // The streams of the process end with it.
  public static Console ofProcess() {
    StandardError error = StandardError.install();
    return new Console(
        new StandardInput(new FileInputStream(FileDescriptor.in)),
        new StandardOutput(new FileOutputStream(FileDescriptor.out).getChannel()),
        System.out,
        System.err,
        Interruption.install(),
        error::lastWords);
  }

  /**
   * Returns standard input.
   *
   * @return the data to send
   */
  public StandardInput in() {
    return in;
  }

  /**
   * Returns standard output.
   *
   * @return where received data goes
   */
  public StandardOutput out() {
    return out;
  }

  /**
   * Returns how the process is told to end.
   *
   * @return the interruption
   */
  public Interruption interruption() {
    return interruption;
  }

  /**
   * Writes text to standard output at once; for commands whose text is their data.
   *
   * @param text what to print
   */
  public void print(String text) {
    report.print(text);
    report.flush();
  }

  /**
   * Writes a line to standard error, which holds nobody up.
   *
   * @param line what to say
   */
  public void say(String line) {
    err.println(line);
  }

  /**
   * Keeps what is to be printed at the end.
   *
   * @param latest a snapshot; replaces the one before
   */
  public void keepInformation(Record latest) {
    information = latest;
  }

  /**
   * Ends the command: prints the snapshot that was kept last, and lets the process end.
   *
   * @param exitCode the exit code of the process
   */
  public void end(int exitCode) {
    Record latest = information;
    if (latest != null) {
      say(Json.of(latest));
    }
    lastWords.run();
    interruption.over(exitCode);
  }
}
