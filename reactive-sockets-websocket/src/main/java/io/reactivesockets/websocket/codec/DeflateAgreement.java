package io.reactivesockets.websocket.codec;

/**
 * What client and server agreed on (RFC 7692 section 7.1).
 *
 * @param serverContextTakeover whether the server may refer to earlier messages
 * @param clientContextTakeover whether the client may refer to earlier messages
 * @param serverMaxWindowBits the base-2 logarithm of the server's window
 * @param clientMaxWindowBits the base-2 logarithm of the client's window
 */
public record DeflateAgreement(
    boolean serverContextTakeover,
    boolean clientContextTakeover,
    int serverMaxWindowBits,
    int clientMaxWindowBits) {

  /** Returns what the peer may do, seen from the client or from the server. */
  public PeerCompression peerCompression(boolean weAreClient) {
    boolean takeover = weAreClient ? serverContextTakeover : clientContextTakeover;
    return takeover ? PeerCompression.CONTEXT_TAKEOVER : PeerCompression.EACH_MESSAGE;
  }

  /** Returns a compressor for our messages, seen from the client or from the server. */
  public Deflation newDeflation(boolean weAreClient, int level) {
    return weAreClient
        ? new Deflation(level, clientContextTakeover, clientMaxWindowBits)
        : new Deflation(level, serverContextTakeover, serverMaxWindowBits);
  }
}
