package io.reactivesockets.samples.rsock.console;

import java.io.IOException;

/** Standard input or output failed: the trouble is on this machine, not in the network. */
public final class ConsoleException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private ConsoleException(String stream, IOException cause, String hint) {
    super(stream + ": " + cause.getMessage() + "; " + hint, cause);
  }

  static ConsoleException ofInput(IOException cause) {
    return new ConsoleException("standard input", cause, "look at what it comes from");
  }

  static ConsoleException ofOutput(IOException cause) {
    return new ConsoleException(
        "standard output",
        cause,
        "look at what it goes to: a disk may be full, or the program that reads it have ended");
  }
}
