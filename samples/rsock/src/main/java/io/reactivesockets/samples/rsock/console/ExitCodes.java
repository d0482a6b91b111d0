package io.reactivesockets.samples.rsock.console;

import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketOperationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import reactor.core.Exceptions;

/** What the process ends with, and what it says about a failure. */
public final class ExitCodes implements IExecutionExceptionHandler, IParameterExceptionHandler {

  /** The command did what it was asked. */
  public static final int DONE = 0;

  /** The network, or standard input or output, failed. */
  public static final int FAILED = 1;

  /** The command line was wrong. */
  public static final int USAGE = 2;

  /** The command was told to end before it was done; what shells use for Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private final Console console;

  /**
   * Makes the exit codes of a console.
   *
   * @param console where to say what failed
   */
  public ExitCodes(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    return usage(failure.getCommandLine(), failure);
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    Throwable failure = Exceptions.unwrap(thrown);
    if (failure instanceof IllegalArgumentException) {
      return usage(command, failure);
    }
    console.say(describe(failure));
    return FAILED;
  }

  /**
   * Describes a failure for people.
   *
   * @param failure what was thrown
   * @return one line: the name of the status and a sentence
   */
  public static String describe(Throwable failure) {
    String text;
    if (failure instanceof SocketOperationException known) {
      text = known.status() + ": " + known.getMessage();
    } else if (failure instanceof ConsoleException) {
      text = failure.getMessage() + "";
    } else {
      text = SocketError.statusOf(failure) + ": " + failure;
    }
    return text.replaceAll("\\s*\\R\\s*", " ");
  }

  private int usage(CommandLine command, Throwable failure) {
    String name = command.getCommandSpec().qualifiedName();
    console.say(name + ": " + failure.getMessage());
    console.say("Try '" + name + " --help'.");
    return USAGE;
  }
}
