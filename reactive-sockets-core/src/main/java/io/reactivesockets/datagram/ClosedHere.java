package io.reactivesockets.datagram;

import java.nio.channels.ClosedChannelException;

/** The socket was closed on this side; {@link DatagramFailures} says that in its own words. */
final class ClosedHere extends ClosedChannelException {

  /** The one instance; it has no stack trace. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // It says nothing about where it is thrown.
  static final ClosedHere INSTANCE = new ClosedHere();

  private static final long serialVersionUID = 1L;

  private ClosedHere() {}

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
