package io.reactivesockets.websocket;

import java.net.URI;
import java.util.Locale;

/**
 * Where a WebSocket is to be opened (RFC 6455 section 3).
 *
 * @param uri as it was given
 * @param secure whether the connection is protected by TLS
 * @param host name or address, an IPv6 address without brackets
 * @param port the port, also if the URI leaves it to the scheme
 */
record WebSocketUri(URI uri, boolean secure, String host, int port) {

  private static final int PLAIN_PORT = 80;
  private static final int TLS_PORT = 443;
  private static final int MAX_PORT = 65_535;

  static WebSocketUri of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    if (!scheme.equals("ws") && !scheme.equals("wss")) {
      throw invalid(uri, "an absolute URI of scheme ws or wss");
    }
    if (host == null || host.isEmpty()) {
      throw invalid(uri, "a host");
    }
    if (uri.getRawFragment() != null) {
      throw invalid(uri, "no fragment");
    }
    if (uri.getRawUserInfo() != null) {
      throw invalid(uri, "no user; give credentials in the control");
    }
    boolean secure = scheme.equals("wss");
    int port = uri.getPort() < 0 ? (secure ? TLS_PORT : PLAIN_PORT) : uri.getPort();
    if (port < 1 || port > MAX_PORT) {
      throw invalid(uri, "a port of 1..65535");
    }
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new WebSocketUri(
        uri, secure, bracketed ? host.substring(1, host.length() - 1) : host, port);
  }

  private static IllegalArgumentException invalid(URI uri, String expected) {
    return new IllegalArgumentException("uri: " + uri + " (expected: " + expected + ")");
  }

  /** Returns path and query for the request line. */
  String resource() {
    String path = uri.getRawPath();
    String resource = path == null || path.isEmpty() ? "/" : path;
    return uri.getRawQuery() == null ? resource : resource + "?" + uri.getRawQuery();
  }

  /** Returns the value for the Host header: the port only if it is not that of the scheme. */
  String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (secure ? TLS_PORT : PLAIN_PORT) ? name : name + ":" + port;
  }

  /** Returns whether scheme, host and port are the same. */
  boolean sameOrigin(WebSocketUri other) {
    return secure == other.secure && port == other.port && host.equalsIgnoreCase(other.host);
  }

  /** Returns where a redirect leads, with the schemes of HTTP taken for those of WebSockets. */
  WebSocketUri redirect(String location) {
    URI target = uri.resolve(location);
    String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
    String rest = target.toString().substring(scheme.length());
    return switch (scheme) {
      case "http" -> of(URI.create("ws" + rest));
      case "https" -> of(URI.create("wss" + rest));
      default -> of(target);
    };
  }
}
