package io.reactivesockets.websocket.codec;

/**
 * The peer sent what the protocol or a limit forbids. It carries the close code that answers it; it
 * has no stack trace, since it says nothing about our own code and a hostile peer can cause many.
 */
public final class ProtocolViolation extends Exception {

  private static final long serialVersionUID = 1L;

  private final int closeCode;

  /** Names the close code that answers the violation and what the violation is. */
  public ProtocolViolation(int closeCode, String message) {
    super(message, null, false, false);
    this.closeCode = closeCode;
  }

  static ProtocolViolation protocolError(String message) {
    return new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, message);
  }

  static ProtocolViolation tooBig(String message) {
    return new ProtocolViolation(CloseCodes.TOO_BIG, message);
  }

  /** Returns the code for the close frame that tells the peer. */
  public int closeCode() {
    return closeCode;
  }

  /** Returns what the peer did, in words fit for a close reason. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
