package io.reactivesockets.websocket.codec;

/**
 * What we want of permessage-deflate, before the peer was asked.
 *
 * @param level how hard to compress, 1 (fast) to 9 (small)
 * @param thresholdBytes messages below this size are sent as they are
 * @param serverContextTakeover whether the server may refer to earlier messages
 * @param clientContextTakeover whether the client may refer to earlier messages
 * @param serverMaxWindowBits the base-2 logarithm of the server's window, 8 to 15
 * @param clientMaxWindowBits the base-2 logarithm of the client's window, 8 to 15
 */
public record DeflateOptions(
    int level,
    int thresholdBytes,
    boolean serverContextTakeover,
    boolean clientContextTakeover,
    int serverMaxWindowBits,
    int clientMaxWindowBits) {

  /** The largest window, and what holds where nothing is said. */
  public static final int MAX_WINDOW_BITS = 15;

  /** The smallest window. */
  public static final int MIN_WINDOW_BITS = 8;
}
