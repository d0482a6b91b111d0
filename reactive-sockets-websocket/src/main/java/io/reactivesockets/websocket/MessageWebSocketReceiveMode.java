package io.reactivesockets.websocket;

/** What a message socket delivers. */
public enum MessageWebSocketReceiveMode {
  /** Whole messages only: each {@link Frame} is complete. */
  FULL_MESSAGE,

  /**
   * Parts of messages as they arrive; no message is held in memory, so its size does not matter. A
   * part of text never splits a character.
   */
  PARTIAL_MESSAGE
}
