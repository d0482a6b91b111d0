package io.reactivesockets.websocket;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a {@link ReconnectingWebSocket} is about.
 *
 * @param phase what it does
 * @param failures how many attempts have failed in a row, sessions that were cut short included
 * @param socket the WebSocket of an {@link Phase#OPEN} session, else empty
 * @param delay how long it waits before the next attempt; zero in other phases than {@link
 *     Phase#WAITING}
 * @param cause why the last attempt failed or the last session ended, if that was by an error
 */
public record ReconnectState(
    Phase phase,
    int failures,
    Optional<MessageWebSocket> socket,
    Duration delay,
    Optional<Throwable> cause) {

  /** What a {@link ReconnectingWebSocket} does. */
  public enum Phase {
    /** It connects, or the hook rebuilds the session. */
    CONNECTING,

    /** A session is open. */
    OPEN,

    /** It waits before it connects again. */
    WAITING,

    /** It has ended and will not connect again. */
    CLOSED
  }

  /**
   * Checks that nothing is null.
   *
   * @param phase what it does
   * @param failures how many attempts have failed in a row
   * @param socket the WebSocket of an open session
   * @param delay how long it waits
   * @param cause what went wrong last
   */
  public ReconnectState {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(socket, "socket");
    Objects.requireNonNull(delay, "delay");
    Objects.requireNonNull(cause, "cause");
  }

  static ReconnectState of(Phase phase, int failures, Optional<Throwable> cause) {
    return new ReconnectState(phase, failures, Optional.empty(), Duration.ZERO, cause);
  }
}
