package io.reactivesockets.samples.rsock.console;

import java.io.IOException;

/** Standard input or output failed: the trouble is on this machine, not in the network. */
public final class ConsoleException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ConsoleException(String stream, IOException cause) {
    super(stream + ": " + cause.getMessage(), cause);
  }
}
