package io.reactivesockets.stream;

/** What a proxy speaks. */
public enum ProxyKind {
  /**
   * HTTP with the CONNECT method (<a
   * href="https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6">RFC 9110, 9.3.6</a>), with Basic
   * authentication (<a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617</a>) where it is
   * wanted.
   */
  HTTP_CONNECT("http", 80),

  /**
   * SOCKS version 5 (<a href="https://www.rfc-editor.org/rfc/rfc1928">RFC 1928</a>), with user name
   * and password (<a href="https://www.rfc-editor.org/rfc/rfc1929">RFC 1929</a>) where they are
   * wanted.
   */
  SOCKS5("socks5", 1080);

  private final String scheme;
  private final int defaultPort;

  ProxyKind(String scheme, int defaultPort) {
    this.scheme = scheme;
    this.defaultPort = defaultPort;
  }

  String scheme() {
    return scheme;
  }

  int defaultPort() {
    return defaultPort;
  }
}
