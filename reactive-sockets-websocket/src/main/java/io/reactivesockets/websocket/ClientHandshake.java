package io.reactivesockets.websocket;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import io.reactivesockets.websocket.codec.DeflateNegotiation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The client's side of an opening handshake (RFC 6455 section 4.1): the request, and what the
 * response must be like.
 *
 * @param uri where to
 * @param control what was asked
 * @param headers the application's headers for this server
 * @param authorization the value of the Authorization header, if any
 * @param key the nonce
 */
record ClientHandshake(
    WebSocketUri uri,
    ClientWebSocketControl control,
    HeaderList headers,
    Optional<String> authorization,
    String key) {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** What the response agreed to. */
  record Agreement(WebSocketHandshake handshake, Optional<DeflateAgreement> deflate) {}

  FullHttpRequest request() {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri.resource());
    HttpHeaders fields = request.headers();
    fields.set(HttpHeaderNames.HOST, uri.authority());
    fields.set(HttpHeaderNames.UPGRADE, "websocket");
    fields.set(HttpHeaderNames.CONNECTION, "Upgrade");
    fields.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
    addWishes(fields);
    return request;
  }

  /** Returns the headers of the same request over HTTP/2 (RFC 8441 section 5.1). */
  Http2Headers extendedConnect() {
    Http2Headers fields = new DefaultHttp2Headers();
    fields
        .method(HttpMethod.CONNECT.asciiName())
        .scheme(uri.secure() ? "https" : "http")
        .authority(uri.authority())
        .path(uri.resource())
        .set(Http2Headers.PseudoHeaderName.PROTOCOL.value(), "websocket");
    HttpHeaders wishes = new DefaultHttpHeaders();
    addWishes(wishes);
    for (Map.Entry<String, String> wish : wishes) {
      fields.add(wish.getKey().toLowerCase(Locale.ROOT), wish.getValue());
    }
    return fields;
  }

  private void addWishes(HttpHeaders fields) {
    fields.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, ServerHandshake.VERSION);
    if (!control.supportedProtocols().isEmpty()) {
      fields.set(
          HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", control.supportedProtocols()));
    }
    control
        .deflate()
        .ifPresent(
            wishes ->
                fields.set(
                    HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS,
                    DeflateNegotiation.offer(wishes.options())));
    for (HeaderList.Entry header : headers.entries()) {
      fields.add(header.name(), header.value());
    }
    authorization.ifPresent(value -> fields.set(HttpHeaderNames.AUTHORIZATION, value));
  }

  /**
   * Returns what a response with status 101 agrees to.
   *
   * @throws IllegalArgumentException if it is not the answer to our request
   */
  Agreement accept(HttpResponse response) {
    HttpHeaders fields = response.headers();
    if (!fields.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
        || !fields.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)) {
      throw invalid("does not upgrade to WebSocket");
    }
    List<String> accepts = fields.getAll(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    if (accepts.size() != 1 || !accepts.get(0).trim().equals(acceptOf(key))) {
      throw invalid("has no Sec-WebSocket-Accept that fits our key");
    }
    return agreement(fields);
  }

  /**
   * Returns what a response to an extended CONNECT agrees to, which has no key to fit.
   *
   * @throws IllegalArgumentException if it is not the answer to our request
   */
  Agreement acceptStream(HttpResponse response) {
    if (response.status().codeClass() != HttpStatusClass.SUCCESS) {
      throw invalid("has a status that HTTP/2 does not know: " + response.status().code());
    }
    return agreement(response.headers());
  }

  private Agreement agreement(HttpHeaders fields) {
    Optional<String> protocol = protocol(fields);
    Optional<DeflateAgreement> deflate = deflate(fields);
    Optional<String> extensions = deflate.map(agreed -> extensions(fields));
    return new Agreement(
        new WebSocketHandshake(
            uri.uri().toString(), HttpFields.toMap(fields), protocol, extensions),
        deflate);
  }

  private Optional<String> protocol(HttpHeaders fields) {
    List<String> chosen = fields.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    String protocol = chosen.get(0).trim();
    if (chosen.size() > 1 || !control.supportedProtocols().contains(protocol)) {
      throw invalid("chose the sub-protocol " + String.join(", ", chosen) + ", not offered");
    }
    return Optional.of(protocol);
  }

  private Optional<DeflateAgreement> deflate(HttpHeaders fields) {
    if (!fields.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
      return Optional.empty();
    }
    PermessageDeflate wishes =
        control.deflate().orElseThrow(() -> invalid("has extensions that were not asked for"));
    return Optional.of(DeflateNegotiation.accept(extensions(fields), wishes.options()));
  }

  private static String extensions(HttpHeaders fields) {
    return String.join(", ", fields.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS));
  }

  private static IllegalArgumentException invalid(String what) {
    return new IllegalArgumentException("the server's answer to the opening handshake " + what);
  }

  /** Returns what a server has to answer to a key (RFC 6455 section 4.2.2). */
  static String acceptOf(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-1", e);
    }
  }
}
