package io.reactivesockets.websocket;

import java.util.Objects;

/**
 * What to do with messages that are to be sent while the peer does not read fast enough and the
 * bytes that may wait are used up.
 *
 * <p>All sends of a WebSocket share one bound, whichever threads publish. A publisher that is
 * faster than the event loop counts as a slow consumer, too: what the loop has not come to yet
 * waits.
 *
 * <p>A message is sent whole or not at all: one of which a part has been sent is never dropped, and
 * if its further parts find no room, the WebSocket is closed with {@link
 * CloseStatus#POLICY_VIOLATION}. Parts that a send leaves behind without the end of their message
 * are gone on with by the next send; if the send failed or was cancelled before any of them was on
 * the wire, they are not sent.
 *
 * @param action what to do
 * @param status the status to close with; {@link CloseStatus#POLICY_VIOLATION} where the action is
 *     another one
 */
public record SlowConsumerPolicy(Action action, CloseStatus status) {

  /** What is done about a slow consumer. */
  public enum Action {
    /** Ask the publisher for no more until there is room. */
    WAIT,

    /** Drop waiting messages, the oldest first, to make room for the new one. */
    DROP_OLDEST,

    /** Drop the new message. */
    DROP_NEWEST,

    /** Drop all waiting messages: only the newest one counts. */
    KEEP_LATEST,

    /** Close the WebSocket. */
    CLOSE
  }

  /**
   * Checks that the status, where it counts, may be sent.
   *
   * @param action what to do
   * @param status the status to close with
   * @throws IllegalArgumentException if a close frame may not carry the status
   */
  public SlowConsumerPolicy {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(status, "status").checkSendable();
  }

  /**
   * Returns the policy of back-pressure, which loses nothing: the publisher waits.
   *
   * @return the policy
   */
  public static SlowConsumerPolicy waitForRoom() {
    return of(Action.WAIT);
  }

  /**
   * Returns the policy of dropping the oldest waiting messages.
   *
   * @return the policy
   */
  public static SlowConsumerPolicy dropOldest() {
    return of(Action.DROP_OLDEST);
  }

  /**
   * Returns the policy of dropping new messages.
   *
   * @return the policy
   */
  public static SlowConsumerPolicy dropNewest() {
    return of(Action.DROP_NEWEST);
  }

  /**
   * Returns the policy of keeping only the newest message.
   *
   * @return the policy
   */
  public static SlowConsumerPolicy keepLatest() {
    return of(Action.KEEP_LATEST);
  }

  /**
   * Returns the policy of closing with {@link CloseStatus#POLICY_VIOLATION}.
   *
   * @return the policy
   */
  public static SlowConsumerPolicy close() {
    return close(new CloseStatus(CloseStatus.POLICY_VIOLATION.code(), "too slow"));
  }

  /**
   * Returns the policy of closing with a status.
   *
   * @param status the status to send
   * @return the policy
   * @throws IllegalArgumentException if a close frame may not carry the status
   */
  public static SlowConsumerPolicy close(CloseStatus status) {
    return new SlowConsumerPolicy(Action.CLOSE, status);
  }

  /** Refuses a policy that would leave holes in a stream of bytes. */
  void checkLosesNothing() {
    if (action != Action.WAIT && action != Action.CLOSE) {
      throw new IllegalArgumentException(
          "slowConsumerPolicy: "
              + action
              + " (expected: WAIT or CLOSE, for what is dropped would be missing in the stream)");
    }
  }

  private static SlowConsumerPolicy of(Action action) {
    return new SlowConsumerPolicy(action, CloseStatus.POLICY_VIOLATION);
  }
}
