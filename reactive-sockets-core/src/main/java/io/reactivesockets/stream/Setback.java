package io.reactivesockets.stream;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why one way did not lead to a connection.
 *
 * @param phase how far it came
 * @param status what kind of failure it was
 * @param target what it was directed at, or null for the whole connect's target
 * @param local the address it was made from, or null
 * @param remote the address it was made to, or null
 * @param reason the words for it, or null for those of the status
 * @param retryable whether a retry can help, or null for what the status says
 * @param cause what was thrown, or null
 */
record Setback(
    SocketPhase phase,
    SocketErrorStatus status,
    @Nullable String target,
    @Nullable SocketAddress local,
    @Nullable SocketAddress remote,
    @Nullable String reason,
    @Nullable Boolean retryable,
    @Nullable Throwable cause) {

  /** A name that could not be turned into addresses. */
  static Setback resolve(String name, Throwable cause) {
    SocketErrorStatus status =
        SocketOperationException.of(
                cause, SocketPhase.RESOLVE, SocketOperationException.RESOLVE, null, null)
            .status();
    return new Setback(SocketPhase.RESOLVE, status, name, null, null, null, null, cause);
  }

  /** A name that leads nowhere though nothing was thrown. */
  static Setback resolve(String name, SocketErrorStatus status, String reason) {
    return new Setback(SocketPhase.RESOLVE, status, name, null, null, reason, null, null);
  }

  /** An attempt that failed with what was thrown. */
  static Setback attempt(
      SocketPhase phase,
      @Nullable SocketAddress local,
      SocketAddress remote,
      Duration elapsed,
      Throwable cause) {
    SocketOperationException told =
        SocketOperationException.builder(phase, SocketOperationException.CONNECT)
            .localAddress(local)
            .remoteAddress(remote)
            .elapsed(elapsed)
            .cause(cause)
            .build();
    return new Setback(phase, told.status(), null, local, remote, null, null, cause);
  }

  /** An attempt that was not made because it is not allowed. */
  static Setback denied(SocketAddress remote) {
    return new Setback(
        SocketPhase.CONNECT,
        SocketErrorStatus.NETWORK_CAPABILITY_DENIED,
        null,
        null,
        remote,
        null,
        null,
        null);
  }

  /** A proxy that was reached and did not connect further. */
  static Setback proxy(
      SocketErrorStatus status, String target, @Nullable String reason, @Nullable Throwable cause) {
    return new Setback(SocketPhase.PROXY, status, target, null, null, reason, null, cause);
  }

  /** An attempt that was given up so that others get their turn. */
  static Setback shareOfTimeUsedUp() {
    return new Setback(
        SocketPhase.CONNECT,
        SocketErrorStatus.CONNECTION_TIMED_OUT,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** The same, on the way to a proxy, if it does not say already what it was directed at. */
  Setback onTheWayTo(String proxy) {
    String to = target == null ? proxy : target;
    return new Setback(phase, status, to, local, remote, reason, retryable, cause);
  }

  Setback withRetryable(boolean helps) {
    return new Setback(phase, status, target, local, remote, reason, helps, cause);
  }

  Setback withAddresses(@Nullable SocketAddress here, SocketAddress there) {
    return new Setback(phase, status, target, here, there, reason, retryable, cause);
  }
}
