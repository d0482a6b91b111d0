package io.reactivesockets.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import io.reactivesockets.websocket.codec.DeflateNegotiation;
import io.reactivesockets.websocket.codec.HttpTokens;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The server's side of an opening handshake (RFC 6455 section 4.2, over HTTP/2 RFC 8441): what a
 * request must be like, and what is answered.
 *
 * @param handshake what was agreed on
 * @param deflate what was agreed on compression, if anything
 * @param added headers for the response besides those of the handshake itself
 */
record ServerHandshake(
    WebSocketHandshake handshake, Optional<DeflateAgreement> deflate, HeaderList added) {

  static final String VERSION = "13";

  private static final int KEY_BYTES = 16;

  /** So many characters have 16 bytes in base64, with the padding that must be there. */
  private static final int KEY_CHARACTERS = 24;

  /**
   * Returns the answer to a request that opens a WebSocket.
   *
   * @param http2Stream whether it came on a stream of HTTP/2; what its first line says of that is
   *     but what the client says
   */
  static ServerHandshake answer(
      HttpRequest request, boolean http2Stream, ServerWebSocketControl control)
      throws RefusedRequest {
    HttpHeaders headers = request.headers();
    if (headers.size() > control.maxRequestHeaders()) {
      throw new RefusedRequest(RefusedRequest.HEADERS_TOO_LARGE, "too many headers");
    }
    if (!http2Stream) {
      checkHttp1(request, headers);
      checkNoBody(headers);
    }
    checkVersion(headers);
    checkOrigin(headers, control);
    Optional<String> protocol = protocol(headers, control);
    Optional<DeflateNegotiation.Answer> deflate = deflate(headers, control);
    WebSocketHandshake handshake =
        new WebSocketHandshake(
            request.uri(),
            HttpFields.toMap(headers),
            protocol,
            deflate.map(DeflateNegotiation.Answer::header));
    return new ServerHandshake(
        handshake, deflate.map(DeflateNegotiation.Answer::agreement), control.addedHeaders());
  }

  private static void checkHttp1(HttpRequest request, HttpHeaders headers) throws RefusedRequest {
    if (!request.method().equals(HttpMethod.GET)) {
      throw new RefusedRequest(RefusedRequest.METHOD_NOT_ALLOWED, "a WebSocket is opened by GET");
    }
    if (request.protocolVersion().majorVersion() != 1
        || request.protocolVersion().minorVersion() < 1) {
      throw badRequest("a WebSocket needs HTTP/1.1");
    }
    if (!headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
        || !headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)) {
      throw new RefusedRequest(
          RefusedRequest.UPGRADE_REQUIRED, "this resource is a WebSocket: upgrade to it");
    }
    one(headers, HttpHeaderNames.HOST);
    checkKey(one(headers, HttpHeaderNames.SEC_WEBSOCKET_KEY));
  }

  private static void checkKey(String key) throws RefusedRequest {
    try {
      if (key.length() == KEY_CHARACTERS && Base64.getDecoder().decode(key).length == KEY_BYTES) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Not base64 at all; the answer is the same.
    }
    throw badRequest("Sec-WebSocket-Key is not 16 bytes in base64");
  }

  private static void checkVersion(HttpHeaders headers) throws RefusedRequest {
    List<String> versions = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
    if (versions.size() != 1 || !versions.get(0).trim().equals(VERSION)) {
      throw new RefusedRequest(
          RefusedRequest.UPGRADE_REQUIRED, "the version of the protocol spoken here is 13");
    }
  }

  private static void checkNoBody(HttpHeaders headers) throws RefusedRequest {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && !length.trim().equals("0"))) {
      throw badRequest("an opening handshake has no body");
    }
  }

  private static void checkOrigin(HttpHeaders headers, ServerWebSocketControl control)
      throws RefusedRequest {
    List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
    String origin = origins.isEmpty() ? null : origins.get(0);
    String host = headers.get(HttpHeaderNames.HOST, "");
    if (origins.size() > 1 || !Origins.isAllowed(origin, host, control.allowedOrigins())) {
      throw new RefusedRequest(
          RefusedRequest.FORBIDDEN, "pages of this origin may not connect here");
    }
  }

  private static Optional<String> protocol(HttpHeaders headers, ServerWebSocketControl control)
      throws RefusedRequest {
    Set<String> offered = new HashSet<>();
    String chosen = null;
    List<String> lines = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    for (String line : lines) {
      for (String element : line.split(",", -1)) {
        String name = element.trim();
        if (name.isEmpty()) {
          continue; // A list may have elements without content (RFC 9110 section 5.6.1.2).
        }
        if (!HttpTokens.isToken(name) || !offered.add(name)) {
          throw badRequest("Sec-WebSocket-Protocol is not a list of different tokens");
        }
        if (chosen == null && control.supportedProtocols().contains(name)) {
          chosen = name;
        }
      }
    }
    if (offered.isEmpty() && !lines.isEmpty()) {
      throw badRequest("Sec-WebSocket-Protocol names none");
    }
    return Optional.ofNullable(chosen);
  }

  private static Optional<DeflateNegotiation.Answer> deflate(
      HttpHeaders headers, ServerWebSocketControl control) throws RefusedRequest {
    List<String> lines = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    try {
      PermessageDeflate wishes = control.deflate().orElse(PermessageDeflate.defaults());
      Optional<DeflateNegotiation.Answer> answer =
          DeflateNegotiation.answer(String.join(",", lines), wishes.options());
      return control.deflate().isPresent() ? answer : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      throw badRequest(String.valueOf(malformed.getMessage()));
    }
  }

  private static String one(HttpHeaders headers, CharSequence name) throws RefusedRequest {
    List<String> values = headers.getAll(name);
    if (values.size() != 1) {
      throw badRequest("an opening handshake has one " + name + " header");
    }
    return values.get(0);
  }

  private static RefusedRequest badRequest(String reason) {
    return new RefusedRequest(RefusedRequest.BAD_REQUEST, reason);
  }

  /** Adds what was agreed on to the headers of the response. */
  void addTo(HttpHeaders headers) {
    handshake
        .protocol()
        .ifPresent(value -> headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, value));
    handshake
        .extensions()
        .ifPresent(value -> headers.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, value));
    for (HeaderList.Entry entry : added.entries()) {
      headers.add(entry.name(), entry.value());
    }
  }
}
