package io.reactivesockets.triggers.wire;

/** The peer sent what the protocol does not allow. */
public final class WireFormatException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Says what was wrong.
   *
   * @param message in a few words, with what was expected
   */
  public WireFormatException(String message) {
    super(message);
  }
}
