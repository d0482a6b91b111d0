package io.reactivesockets.websocket.codec;

/** Takes what a {@link MessageReader} finds, in wire order. All arrays are the receiver's own. */
public interface MessageSink {

  /**
   * Returns whether no further message or part is wanted for now; control frames wait with them.
   */
  boolean isFull();

  /**
   * A message arrived, or a part of one.
   *
   * @param text whether the message is text; a part of text holds whole characters
   * @param payload the bytes, valid UTF-8 if text, perhaps none
   * @param ascii whether text is known to be ASCII only
   * @param last whether the message ends here
   */
  void part(boolean text, byte[] payload, boolean ascii, boolean last);

  /** A ping arrived. */
  void ping(byte[] payload);

  /** A pong arrived. */
  void pong(byte[] payload);

  /** A valid close frame arrived; the code is {@link CloseCodes#NO_STATUS} if it has none. */
  void close(int code, String reason);
}
