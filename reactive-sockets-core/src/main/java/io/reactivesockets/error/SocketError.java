package io.reactivesockets.error;

import java.util.Objects;

/**
 * Says what any exception of a network operation means.
 *
 * <p>It knows the exceptions of the JDK, of Netty with its native transports and resolver, of
 * Reactor and of Reactor Netty, and looks through wrappers. It decides by type and errno, never by
 * message text.
 */
public final class SocketError {

  private SocketError() {}

  /**
   * Returns the status that an exception stands for.
   *
   * <p>The JDK throws one type for several failures, and the type alone cannot tell them apart: a
   * {@link java.net.ConnectException} counts as refused, a {@link java.net.BindException} as
   * address in use, a plain {@link java.net.SocketException} as unknown. Say the phase with {@link
   * #statusOf(Throwable, SocketPhase)}, or let {@link SocketOperationException#of} look at the
   * addresses too, to be told more.
   *
   * @param error what was thrown
   * @return the status, {@link SocketErrorStatus#UNKNOWN} if nothing is known of it
   */
  public static SocketErrorStatus statusOf(Throwable error) {
    Objects.requireNonNull(error, "error");
    return FailureClassifier.statusOf(error, FailureFacts.NONE);
  }

  /**
   * Returns the status that an exception stands for when thrown in a known phase.
   *
   * @param error what was thrown
   * @param phase how far the socket had come
   * @return the status, {@link SocketErrorStatus#UNKNOWN} if nothing is known of it
   */
  public static SocketErrorStatus statusOf(Throwable error, SocketPhase phase) {
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(phase, "phase");
    return FailureClassifier.statusOf(error, FailureFacts.of(phase));
  }
}
