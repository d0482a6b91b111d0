package io.reactivesockets.triggers.control;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a channel stands.
 *
 * @param phase the part of its life
 * @param failures connections lost and attempts failed in a row
 * @param transport the transport, while {@link Phase#OPEN} or {@link Phase#PARKED}
 * @param delay how long it waits, while {@link Phase#WAITING}
 * @param cause why the last connection was lost or the last attempt failed, if one was
 */
public record ControlChannelState(
    Phase phase,
    int failures,
    Optional<Object> transport,
    Duration delay,
    Optional<Throwable> cause) {

  /** The parts of a channel's life. */
  public enum Phase {
    /** It has no transport yet, or no more. */
    IDLE,
    /** It connects. */
    CONNECTING,
    /** It is connected. */
    OPEN,
    /** Its connection is kept outside of this process. */
    PARKED,
    /** It waits before it connects again. */
    WAITING,
    /** It is closed for good. */
    CLOSED
  }

  static ControlChannelState of(Phase phase) {
    return new ControlChannelState(phase, 0, Optional.empty(), Duration.ZERO, Optional.empty());
  }

  /**
   * Returns the transport as what it is.
   *
   * @param type such as {@code StreamSocket.class}
   * @param <T> that type
   * @return the transport, empty if there is none of that type
   */
  public <T> Optional<T> transport(Class<T> type) {
    return transport.filter(type::isInstance).map(type::cast);
  }
}
