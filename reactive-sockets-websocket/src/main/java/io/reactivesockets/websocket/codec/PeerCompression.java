package io.reactivesockets.websocket.codec;

/** What the peer may do to its messages before it sends them. */
public enum PeerCompression {
  /** Nothing: permessage-deflate was not agreed on. */
  NONE,

  /** Compress each message for itself. */
  EACH_MESSAGE,

  /** Compress each message with those before it as context. */
  CONTEXT_TAKEOVER
}
