package io.reactivesockets.websocket;

import io.reactivesockets.error.SocketOperationException;
import java.util.Objects;
import java.util.Optional;

/**
 * How a WebSocket ended.
 *
 * @param initiator who sent the first close frame, or gave the connection up
 * @param sent the status of the close frame that we sent; empty if none was sent
 * @param received the status of the close frame that came; {@link CloseStatus#NO_STATUS} if it had
 *     none; empty if no close frame came
 * @param failure what went wrong; empty if the connection was closed by agreement
 */
public record WebSocketClosed(
    Initiator initiator,
    Optional<CloseStatus> sent,
    Optional<CloseStatus> received,
    Optional<SocketOperationException> failure) {

  /** Who began to end a WebSocket. */
  public enum Initiator {
    /** This end: by a call, or because the peer broke a rule or a limit. */
    LOCAL,

    /** The peer: by a close frame. */
    REMOTE,

    /** Neither: the connection under the WebSocket was lost. */
    NETWORK
  }

  /**
   * Checks that nothing is null.
   *
   * @param initiator who began
   * @param sent our close frame, if any
   * @param received the peer's close frame, if any
   * @param failure what went wrong, if anything
   */
  public WebSocketClosed {
    Objects.requireNonNull(initiator, "initiator");
    Objects.requireNonNull(sent, "sent");
    Objects.requireNonNull(received, "received");
    Objects.requireNonNull(failure, "failure");
  }

  /**
   * Returns whether both ends sent a close frame, so that each knows what the other had received
   * (RFC 6455 section 7.1.4).
   *
   * @return whether the closing handshake was completed
   */
  public boolean clean() {
    return sent.isPresent() && received.isPresent();
  }

  /**
   * Returns the status of the end as RFC 6455 section 7.1.5 defines it: what the peer's close frame
   * said, {@link CloseStatus#NO_STATUS} if it said nothing, {@link CloseStatus#ABNORMAL} if there
   * was none.
   *
   * @return the status
   */
  public CloseStatus status() {
    return received.orElse(CloseStatus.ABNORMAL);
  }
}
