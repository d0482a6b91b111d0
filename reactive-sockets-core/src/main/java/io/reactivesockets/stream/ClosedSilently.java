package io.reactivesockets.stream;

import java.nio.channels.ClosedChannelException;

/**
 * Why a socket is closed, for those who ask later; most often nobody does, so it has no stack
 * trace, which would cost more than the close.
 */
final class ClosedSilently extends ClosedChannelException {

  /** It was closed on this side; {@link Failures} tells that in its own words. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // It says nothing about where it is thrown.
  static final ClosedSilently HERE = new ClosedSilently();

  private static final long serialVersionUID = 1L;

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
