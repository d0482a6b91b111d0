package io.reactivesockets.websocket;

import io.reactivesockets.websocket.ScriptedServer.Conversation;
import java.io.IOException;
import java.util.Locale;

/**
 * Responses that look odd and agree all the same: a client that took them for no agreement, or took
 * what follows for something else than frames, would be wrong.
 */
enum UnusualResponse {
  /** A client has to unfold what is obsolete for servers to send (RFC 9112 section 5.2). */
  FOLDED_HEADER(
      proper ->
          proper.replace("Connection: Upgrade", "Connection: keep-alive,\r\n Upgrade")
              + "X-A: a\r\n\tb\r\n  c\r\n"),
  FOLDED_WHERE_THE_VALUE_BEGINS(
      proper ->
          proper
              .replace("Upgrade: websocket", "Upgrade:\r\n websocket")
              .replace("Connection: Upgrade", "Connection: \r\n\tUpgrade")
              .replace("Accept: ", "Accept:\r\n  ")),
  FOLDED_WITH_NOTHING_IN_THE_END(
      proper -> proper.replace("Upgrade: websocket", "Upgrade: websocket\r\n ")),

  /** No header makes 101 have content (RFC 9110 section 8.6, RFC 9112 section 6.3). */
  LENGTH_OF_NO_CONTENT(proper -> proper + "Content-Length: 5\r\n"),
  CHUNKS_OF_NO_CONTENT(proper -> proper + "Transfer-Encoding: chunked\r\n"),

  /** Any number of interim responses may come before the final one (RFC 9110 section 15.2). */
  INTERIM_RESPONSES(
      proper ->
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
              + ("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + proper)),

  /** Only of a request the version decides whether it can upgrade (RFC 9110 section 7.8). */
  HTTP_1_0(proper -> proper.replace("HTTP/1.1", "HTTP/1.0")),
  NO_REASON(proper -> proper.replace(" Switching Protocols", " "));

  /** What is done to a proper response, without the empty line behind it. */
  private interface Change {
    String of(String proper);
  }

  private final Change change;

  UnusualResponse(Change change) {
    this.change = change;
  }

  /** Answers, with a message "hi" and a Close right behind; returns with the client's Close. */
  void answer(Conversation conversation) throws IOException {
    conversation.readRequest();
    String proper = conversation.agreement();
    conversation.send(change.of(proper) + "\r\n\u0081\u0002hi\u0088\u0002\u0003\u00e8");
    conversation.readFrame();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
