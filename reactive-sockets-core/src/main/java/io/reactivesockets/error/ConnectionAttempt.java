package io.reactivesockets.error;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One failed try to reach one address, as part of a connect that may have tried several.
 *
 * @param remoteAddress the address tried
 * @param localAddress the local address of the try, empty if it got none
 * @param started when it began, counted from the beginning of the whole connect
 * @param duration how long it took until it failed or was given up
 * @param status why it failed; {@link SocketErrorStatus#OPERATION_ABORTED} if it was given up
 *     because the whole connect ended
 * @param cause what was thrown, empty if it was given up
 */
public record ConnectionAttempt(
    SocketAddress remoteAddress,
    Optional<SocketAddress> localAddress,
    Duration started,
    Duration duration,
    SocketErrorStatus status,
    Optional<Throwable> cause) {

  /**
   * Makes an attempt of its parts.
   *
   * @param remoteAddress the address tried
   * @param localAddress the local address of the try
   * @param started when it began
   * @param duration how long it took
   * @param status why it failed
   * @param cause what was thrown
   * @throws IllegalArgumentException if a time is negative
   */
  public ConnectionAttempt {
    Objects.requireNonNull(remoteAddress, "remoteAddress");
    Objects.requireNonNull(localAddress, "localAddress");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(cause, "cause");
    if (started.isNegative()) {
      throw new IllegalArgumentException("started: " + started + " (expected: 0 or more)");
    }
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: 0 or more)");
    }
  }

  @Override
  public String toString() {
    return FailureText.address(remoteAddress)
        + " "
        + status
        + " after "
        + FailureText.duration(duration)
        + " (started at "
        + FailureText.duration(started)
        + ")";
  }
}
