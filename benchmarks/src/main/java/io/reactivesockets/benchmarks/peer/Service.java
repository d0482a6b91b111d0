package io.reactivesockets.benchmarks.peer;

/** What a server does for each connection. */
public enum Service {
  /** Sends the bytes back as they come; closes when the client has finished. */
  ECHO,

  /** Cuts the bytes into messages of 64 B, each an element of its own, and sends them back. */
  ECHO_MESSAGES,

  /** As {@link #ECHO_MESSAGES}, each message behind a length of two bytes, taken off and put on. */
  ECHO_FRAMES,

  /** Takes bytes as heap memory of its own, and drops it. */
  TAKE_OWNED,

  /** Looks at bytes where they lie, and leaves them there. */
  TAKE_IN_PLACE,

  /** Sends chunks of 64 KiB from heap memory without end. */
  GIVE,

  /** Closes each connection as soon as it has it. */
  ACCEPT_AND_CLOSE,
  /** As {@link #ECHO}, for WebSockets that agree on compression. */
  ECHO_COMPRESSED,
  /** Sends each message to every WebSocket there is. */
  FAN_OUT,
  /** As {@link #FAN_OUT}, for WebSockets that agree on compression. */
  FAN_OUT_COMPRESSED;

  /** Whether messages are compressed where both sides agree. */
  public boolean isCompressed() {
    return this == ECHO_COMPRESSED || this == FAN_OUT_COMPRESSED;
  }

  /** Whether messages go to everybody. */
  public boolean isFanOut() {
    return this == FAN_OUT || this == FAN_OUT_COMPRESSED;
  }

  /** What a peer answers that does not have the service. */
  public IllegalArgumentException unknownTo(Peer peer) {
    return new IllegalArgumentException(
        "service: " + this + " (not one of " + peer.getClass().getSimpleName() + ")");
  }
}
