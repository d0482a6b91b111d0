package io.reactivesockets.websocket;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.websocket.ScriptedServer.Conversation;
import java.io.IOException;
import java.util.Locale;

/**
 * The zoo of responses: what servers may answer to an opening handshake instead of opening a
 * WebSocket, and what the client makes of it (RFC 6455 section 4.1, RFC 7692 section 5).
 */
enum OddResponse {
  NO_HTTP(proper -> "RUBBISH\r\n\r\n"),
  STATUS_THAT_IS_NO_NUMBER(proper -> proper.replace("101", "1o1")),
  NO_STATUS(proper -> proper.replace(" 101 Switching Protocols", "")),
  STATUS_LINE_WITHOUT_END(proper -> "HTTP/1.1 101 " + "x".repeat(100_000)),
  HEADERS_WITHOUT_END(proper -> proper.trim() + "\r\nX-A: " + "y".repeat(200_000)),
  MANY_HEADERS(proper -> proper.trim() + "\r\n" + "X-A: 1\r\n".repeat(20_000)),
  HEADER_WITH_A_ZERO(proper -> plus(proper, "X-A: a\0b")),
  HEADER_WITH_A_ZERO_WHERE_IT_IS_FOLDED(proper -> plus(proper, "X-A:\r\n a\0b")),
  HEADER_FOLDED_BEFORE_IT_BEGINS(
      proper -> proper.replace("Protocols\r\n", "Protocols\r\n folded\r\n")),
  /** A recipient may take them for line ends, or not (RFC 9112 section 2.2); we do not. */
  LINES_THAT_END_WITHOUT_CR(proper -> proper.replace("\r\n", "\n")),
  NO_UPGRADE(proper -> proper.replace("Upgrade: websocket\r\n", "")),
  UPGRADE_TO_SOMETHING_ELSE(proper -> proper.replace("websocket", "h2c")),
  NO_CONNECTION(proper -> proper.replace("Connection: Upgrade\r\n", "")),
  NO_ACCEPT(proper -> proper.replace("Sec-WebSocket-Accept", "X-Accept")),
  WRONG_ACCEPT(proper -> proper.replace("Accept: ", "Accept: A")),
  TWO_ACCEPTS(proper -> plus(proper, "Sec-WebSocket-Accept: AAAA")),
  PROTOCOL_OF_NOBODY(proper -> plus(proper, "Sec-WebSocket-Protocol: other")),
  TWO_PROTOCOLS(
      proper -> plus(proper, "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: chat")),
  EXTENSION_OF_NOBODY(proper -> extended(proper, "permessage-bzip2")),
  EXTENSION_TWICE(proper -> extended(proper, "permessage-deflate, permessage-deflate")),
  EXTENSION_OF_NOTHING(proper -> extended(proper, ",;")),
  DEFLATE_WITH_TOO_FEW_BITS(
      proper -> extended(proper, "permessage-deflate; client_max_window_bits=7")),
  DEFLATE_WITH_NO_BITS(proper -> extended(proper, "permessage-deflate; server_max_window_bits")),
  DEFLATE_WITH_AN_UNKNOWN_PARAMETER(proper -> extended(proper, "permessage-deflate; favourite=9")),
  DEFLATE_WITH_A_PARAMETER_TWICE(
      proper ->
          extended(
              proper,
              "permessage-deflate; server_no_context_takeover; server_no_context_takeover")),
  REFUSAL(
      SocketErrorStatus.UPGRADE_REFUSED,
      proper -> "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!"),
  REFUSAL_WITH_A_BODY_WITHOUT_END(
      SocketErrorStatus.UPGRADE_REFUSED,
      proper -> "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1_000_000)),
  REFUSAL_IN_ENDLESS_CHUNKS(
      SocketErrorStatus.UPGRADE_REFUSED,
      proper ->
          "HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "400\r\n%s\r\n".formatted("x".repeat(1_024)).repeat(1_000)),
  REFUSAL_CUT_SHORT(
      SocketErrorStatus.UPGRADE_REFUSED,
      proper -> "HTTP/1.1 404 X\r\nContent-Length: 100\r\n\r\nhalf of",
      Leaving.AT_ONCE),
  REFUSAL_IN_DAMAGED_CHUNKS(
      proper -> "HTTP/1.1 404 X\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n"),
  INTERIM_ANSWERS_WITHOUT_END(
      SocketErrorStatus.OPERATION_TIMED_OUT,
      proper -> "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000)),
  SLOW(SocketErrorStatus.OPERATION_TIMED_OUT, proper -> proper.substring(0, proper.length() - 2)),
  SILENT(SocketErrorStatus.OPERATION_TIMED_OUT, proper -> ""),
  GONE_WITHOUT_A_WORD(SocketErrorStatus.UNEXPECTED_END_OF_STREAM, proper -> "", Leaving.AT_ONCE),
  GONE_WITHIN_THE_HEAD(
      SocketErrorStatus.UNEXPECTED_END_OF_STREAM,
      proper -> proper.substring(0, proper.length() / 2),
      Leaving.AT_ONCE);

  /** What is done to a proper response. */
  private interface Damage {
    String to(String proper);
  }

  /** When the server goes. */
  private enum Leaving {
    AT_ONCE,
    WHEN_THE_CLIENT_HAS
  }

  /** What the client's application is told. */
  final SocketErrorStatus status;

  private final Damage damage;
  private final Leaving leaving;

  OddResponse(Damage damage) {
    this(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE, damage);
  }

  OddResponse(SocketErrorStatus status, Damage damage) {
    this(status, damage, Leaving.WHEN_THE_CLIENT_HAS);
  }

  OddResponse(SocketErrorStatus status, Damage damage, Leaving leaving) {
    this.status = status;
    this.damage = damage;
    this.leaving = leaving;
  }

  /** Answers; returns when the connection has ended. */
  void answer(Conversation conversation) throws IOException {
    conversation.readRequest();
    conversation.send(damage.to(conversation.agreement() + "\r\n"));
    if (leaving == Leaving.WHEN_THE_CLIENT_HAS) {
      conversation.readToEnd();
    }
  }

  private static String plus(String response, String header) {
    return response.substring(0, response.length() - 2) + header + "\r\n\r\n";
  }

  private static String extended(String response, String extensions) {
    return plus(response, "Sec-WebSocket-Extensions: " + extensions);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
