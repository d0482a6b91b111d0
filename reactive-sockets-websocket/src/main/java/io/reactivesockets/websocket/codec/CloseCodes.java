package io.reactivesockets.websocket.codec;

/** Close codes of RFC 6455 section 7.4 and the IANA registry that the protocol itself uses. */
public final class CloseCodes {

  /** The purpose of the connection is fulfilled. */
  public static final int NORMAL = 1000;

  /** An endpoint goes away: a server shuts down, a page is left. */
  public static final int GOING_AWAY = 1001;

  /** The peer broke the protocol. */
  public static final int PROTOCOL_ERROR = 1002;

  /** The peer sent a kind of data that cannot be taken. */
  public static final int UNSUPPORTED_DATA = 1003;

  /** Stands for a close frame without a code; never on the wire. */
  public static final int NO_STATUS = 1005;

  /** Stands for a connection that ended without a close frame; never on the wire. */
  public static final int ABNORMAL = 1006;

  /** Data did not fit its type, such as text that is not UTF-8. */
  public static final int INVALID_DATA = 1007;

  /** The endpoint's policy forbids it. */
  public static final int POLICY = 1008;

  /** A message is too big. */
  public static final int TOO_BIG = 1009;

  /** The server did not agree to an extension that the client needs. */
  public static final int MISSING_EXTENSION = 1010;

  /** The server met an unexpected condition. */
  public static final int INTERNAL_ERROR = 1011;

  /** The most UTF-8 bytes a reason may have: a control frame's 125 less the code. */
  public static final int MAX_REASON_BYTES = 123;

  private CloseCodes() {}

  /**
   * Returns whether a close frame may carry the code: 1000 to 1003, 1007 to 1014 (assigned), 3000
   * to 3999 (registered) and 4000 to 4999 (private).
   */
  public static boolean mayBeSent(int code) {
    return (code >= NORMAL && code <= UNSUPPORTED_DATA)
        || (code >= INVALID_DATA && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
