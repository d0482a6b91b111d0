package io.reactivesockets.websocket;

import java.io.IOException;
import java.util.Locale;

/**
 * The zoo of requests: opening handshakes that are none, or none that a server should take, and how
 * each is answered (RFC 6455 section 4.2, RFC 7692 section 5, RFC 9112).
 */
enum OddRequest {
  NO_HTTP(400, any -> "RUBBISH\r\n\r\n"),
  NO_VERSION_OF_HTTP(400, any -> any.replace("GET /chat HTTP/1.1", "GET /chat")),
  HTTP_1_0(400, any -> any.replace("HTTP/1.1", "HTTP/1.0")),
  HTTP_2_IN_CLEAR_TEXT(400, any -> any.replace("HTTP/1.1", "HTTP/2.0")),
  NOTHING_BUT_A_HIGH_VERSION_OF_HTTP(
      405, any -> "POST /chat HTTP/9.0\r\nSec-WebSocket-Version: 13\r\n\r\n"),
  ANOTHER_METHOD(405, any -> any.replace("GET ", "POST ")),
  WHOLE_URI(101, any -> any.replace("/chat", "http://127.0.0.1/chat")),
  WHOLE_URI_WITHOUT_A_PATH(404, any -> any.replace("/chat", "http://127.0.0.1")),
  WHOLE_URI_WITH_A_PATH_IN_ITS_QUERY(
      404, any -> any.replace("/chat", "http://127.0.0.1?next=/chat")),
  PATH_OF_NOBODY(404, any -> any.replace("/chat", "/nothing")),
  PATH_WITHOUT_END(414, any -> any.replace("/chat", "/chat?" + "x".repeat(20_000))),
  HEADERS_WITHOUT_END(431, any -> plus(any, "X-A: " + "y".repeat(30_000))),
  MANY_HEADERS(431, any -> plus(any, "X-A: 1\r\n".repeat(120).trim())),
  HEADER_NAME_WITH_A_BLANK(400, any -> plus(any, "X A: b")),
  HEADER_WITH_A_ZERO(400, any -> plus(any, "X-A: a\0b")),
  HEADER_WITH_A_CARRIAGE_RETURN(400, any -> plus(any, "X-A: a\rX-B: b")),
  NO_HOST(400, any -> any.replace("Host:", "X-Host:")),
  TWO_HOSTS(400, any -> plus(any, "Host: elsewhere.example")),
  NO_UPGRADE(426, any -> any.replace("Upgrade: websocket\r\n", "")),
  UPGRADE_TO_SOMETHING_ELSE(426, any -> any.replace("Upgrade: websocket", "Upgrade: h2c")),
  NO_CONNECTION(426, any -> any.replace("Connection: keep-alive, Upgrade\r\n", "")),
  CONNECTION_WITHOUT_UPGRADE(426, any -> any.replace("keep-alive, Upgrade", "keep-alive")),
  NO_KEY(400, any -> any.replace("Sec-WebSocket-Key", "X-Key")),
  TWO_KEYS(400, any -> plus(any, "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")),
  SHORT_KEY(400, any -> any.replace(RawPeer.KEY, "AAAA")),
  KEY_WITHOUT_PADDING(400, any -> any.replace(RawPeer.KEY, RawPeer.KEY.replace("=", ""))),
  KEY_THAT_IS_NO_BASE64(400, any -> any.replace(RawPeer.KEY, "!".repeat(24))),
  NO_VERSION(426, any -> any.replace("Sec-WebSocket-Version", "X-Version")),
  OLD_VERSION(426, any -> any.replace("Version: 13", "Version: 8")),
  TWO_VERSIONS(426, any -> plus(any, "Sec-WebSocket-Version: 13")),
  PROTOCOL_THAT_IS_NO_TOKEN(400, any -> plus(any, "Sec-WebSocket-Protocol: a b")),
  PROTOCOL_TWICE(400, any -> plus(any, "Sec-WebSocket-Protocol: a, b, a")),
  PROTOCOL_OF_NOTHING(400, any -> plus(any, "Sec-WebSocket-Protocol: ,")),
  PROTOCOLS_AND_AN_EMPTY_ELEMENT(101, any -> plus(any, "Sec-WebSocket-Protocol: a, ,b,")),
  EXTENSION_OF_NOTHING(400, any -> extended(any, "; a")),
  EXTENSION_PARAMETER_OF_NOTHING(400, any -> extended(any, "permessage-deflate;")),
  EXTENSION_PARAMETER_WITHOUT_VALUE(
      400, any -> extended(any, "permessage-deflate; server_max_window_bits=")),
  EXTENSION_WITH_AN_OPEN_QUOTE(400, any -> extended(any, "permessage-deflate; x=\"")),
  EXTENSION_THAT_IS_UNKNOWN(101, any -> extended(any, "permessage-bzip2; x=1")),
  DEFLATE_WITH_TOO_FEW_BITS(101, any -> deflate(any, "server_max_window_bits=7")),
  DEFLATE_WITH_TOO_MANY_BITS(101, any -> deflate(any, "client_max_window_bits=16")),
  DEFLATE_WITH_BITS_OF_ZERO_FIRST(101, any -> deflate(any, "server_max_window_bits=09")),
  DEFLATE_WITH_A_PARAMETER_TWICE(
      101, any -> deflate(any, "client_max_window_bits; client_max_window_bits")),
  DEFLATE_WITH_AN_UNKNOWN_PARAMETER(101, any -> deflate(any, "favourite_window_bits=9")),
  DEFLATE_WITH_A_VALUE_TOO_MUCH(101, any -> deflate(any, "server_no_context_takeover=1")),
  BODY(400, any -> plus(any, "Content-Length: 5") + "12345"),
  BODY_IN_CHUNKS(400, any -> plus(any, "Transfer-Encoding: chunked") + "0\r\n\r\n"),
  BODY_OF_TWO_LENGTHS(400, any -> plus(any, "Content-Length: 1\r\nContent-Length: 2") + "12"),
  BODY_OF_NO_LENGTH(400, any -> plus(any, "Content-Length: five") + "12345"),
  PAGE_OF_ANOTHER_ORIGIN(403, any -> plus(any, "Origin: http://evil.example")),
  PAGE_OF_NO_ORIGIN(403, any -> plus(any, "Origin: null")),
  PAGE_OF_TWO_ORIGINS(
      403, any -> plus(any, "Origin: http://127.0.0.1\r\nOrigin: http://b.example")),
  SLOW(0, any -> any) {
    @Override
    void send(RawPeer peer, String proper) throws IOException {
      peer.send(proper.substring(0, proper.length() - 2));
    }
  },
  SILENT(0, any -> "");

  /** What is done to a proper request. */
  private interface Damage {
    String to(String proper);
  }

  /** The status of the answer, where 101 has no extension; 0 for an end without one. */
  final int status;

  private final Damage damage;

  OddRequest(int status, Damage damage) {
    this.status = status;
    this.damage = damage;
  }

  void send(RawPeer peer, String proper) throws IOException {
    peer.send(damage.to(proper));
  }

  private static String plus(String request, String header) {
    return request.substring(0, request.length() - 2) + header + "\r\n\r\n";
  }

  private static String extended(String request, String extensions) {
    return plus(request, "Sec-WebSocket-Extensions: " + extensions);
  }

  private static String deflate(String request, String parameters) {
    return extended(request, "permessage-deflate; " + parameters);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
