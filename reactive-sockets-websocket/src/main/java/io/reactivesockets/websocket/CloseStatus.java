package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.CloseCodes;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Why a WebSocket was closed: a code of the <a
 * href="https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number">registry</a>
 * and a text.
 *
 * <p>Codes 0 to 999 are not used, 1000 to 2999 belong to the protocol, 3000 to 3999 are registered
 * by libraries and applications, 4000 to 4999 are free for private agreement (RFC 6455 section
 * 7.4).
 *
 * @param code the code
 * @param reason the text, perhaps empty
 */
public record CloseStatus(int code, String reason) {

  /** 1000: the purpose of the connection is fulfilled. */
  public static final CloseStatus NORMAL = new CloseStatus(CloseCodes.NORMAL, "");

  /** 1001: the endpoint goes away; a server shuts down, a page is left. */
  public static final CloseStatus GOING_AWAY = new CloseStatus(CloseCodes.GOING_AWAY, "");

  /** 1002: the peer broke the protocol. */
  public static final CloseStatus PROTOCOL_ERROR = new CloseStatus(CloseCodes.PROTOCOL_ERROR, "");

  /** 1003: the peer sent a kind of data that cannot be taken. */
  public static final CloseStatus UNSUPPORTED_DATA =
      new CloseStatus(CloseCodes.UNSUPPORTED_DATA, "");

  /** 1005: stands for a close frame without a code; never sent. */
  public static final CloseStatus NO_STATUS = new CloseStatus(CloseCodes.NO_STATUS, "");

  /** 1006: stands for a connection that ended without a close frame; never sent. */
  public static final CloseStatus ABNORMAL = new CloseStatus(CloseCodes.ABNORMAL, "");

  /** 1007: the peer's data did not fit its type, such as text that is not UTF-8. */
  public static final CloseStatus INVALID_DATA = new CloseStatus(CloseCodes.INVALID_DATA, "");

  /** 1008: the endpoint's policy forbids it. */
  public static final CloseStatus POLICY_VIOLATION = new CloseStatus(CloseCodes.POLICY, "");

  /** 1009: a message is too big. */
  public static final CloseStatus TOO_BIG = new CloseStatus(CloseCodes.TOO_BIG, "");

  /** 1010: the server did not agree to an extension that the client needs. */
  public static final CloseStatus MISSING_EXTENSION =
      new CloseStatus(CloseCodes.MISSING_EXTENSION, "");

  /** 1011: the server met a condition that it did not expect. */
  public static final CloseStatus INTERNAL_ERROR = new CloseStatus(CloseCodes.INTERNAL_ERROR, "");

  /**
   * Checks that there are both.
   *
   * @param code the code
   * @param reason the text, perhaps empty
   */
  public CloseStatus {
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Returns whether a close frame may carry this status: a code of 1000 to 1003, 1007 to 1014 or
   * 3000 to 4999, and a reason of at most 123 bytes of UTF-8.
   *
   * @return whether it may be sent
   */
  public boolean isSendable() {
    return CloseCodes.mayBeSent(code)
        && reason.getBytes(StandardCharsets.UTF_8).length <= CloseCodes.MAX_REASON_BYTES;
  }

  /** Returns this status if it may be sent. */
  CloseStatus checkSendable() {
    if (!CloseCodes.mayBeSent(code)) {
      throw new IllegalArgumentException(
          "code: " + code + " (expected: 1000..1003, 1007..1014 or 3000..4999)");
    }
    int size = TextFrame.of(reason, true).size();
    if (size > CloseCodes.MAX_REASON_BYTES) {
      throw new IllegalArgumentException(
          "reason: "
              + size
              + " bytes of UTF-8 (expected: at most "
              + CloseCodes.MAX_REASON_BYTES
              + ")");
    }
    return this;
  }

  @Override
  public String toString() {
    return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
  }
}
