package io.reactivesockets.stream;

import io.reactivesockets.tls.TlsClientControl;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads a proxy as environment variables and other tools write it. Done by hand, since {@link
 * java.net.URI} knows no host names with underscores and takes no proxy without a scheme.
 */
final class ProxyUri {

  private static final String SEPARATOR = "://";
  private static final String EXPECTED = "[scheme://][user:password@]host[:port]";
  private static final int HTTPS_PORT = 443;

  private final String uri;

  private ProxyUri(String uri) {
    this.uri = uri;
  }

  static ProxyControl.Builder parse(String uri) {
    return new ProxyUri(uri.strip()).read();
  }

  private ProxyControl.Builder read() {
    int separator = uri.indexOf(SEPARATOR);
    String scheme = separator < 0 ? "http" : uri.substring(0, separator).toLowerCase(Locale.ROOT);
    String rest = separator < 0 ? uri : uri.substring(separator + SEPARATOR.length());
    int at = rest.lastIndexOf('@');
    ProxyControl.Builder proxy = toServer(scheme, rest.substring(at + 1));
    if (at >= 0) {
      addCredentials(proxy, rest.substring(0, at));
    }
    return proxy;
  }

  private ProxyControl.Builder toServer(String scheme, String authority) {
    return switch (scheme) {
      case "http" ->
          server(ProxyKind.HTTP_CONNECT, authority, ProxyKind.HTTP_CONNECT.defaultPort());
      case "https" ->
          server(ProxyKind.HTTP_CONNECT, authority, HTTPS_PORT).tls(TlsClientControl.defaults());
      case "socks5" -> socks(authority).remoteResolution(false);
      case "socks5h", "socks" -> socks(authority);
      default -> throw refused("scheme http, https, socks, socks5 or socks5h");
    };
  }

  private ProxyControl.Builder socks(String authority) {
    return server(ProxyKind.SOCKS5, authority, ProxyKind.SOCKS5.defaultPort());
  }

  private ProxyControl.Builder server(ProxyKind kind, String authority, int defaultPort) {
    String place =
        authority.endsWith("/") ? authority.substring(0, authority.length() - 1) : authority;
    HostAndPort parsed;
    try {
      parsed = HostAndPort.parse(place);
    } catch (IllegalArgumentException e) {
      throw refused(EXPECTED);
    }
    return new ProxyControl.Builder(kind, parsed.host(), parsed.port().orElse(defaultPort));
  }

  private void addCredentials(ProxyControl.Builder proxy, String userInfo) {
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    proxy.credentials(decode(user), decode(password));
  }

  private String decode(String text) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        octets.write(octet(encoded, i));
        i += 2;
      } else {
        octets.write(encoded[i]);
      }
    }
    return octets.toString(StandardCharsets.UTF_8);
  }

  private int octet(byte[] encoded, int percent) {
    int high = percent + 2 < encoded.length ? Character.digit(encoded[percent + 1], 16) : -1;
    int low = percent + 2 < encoded.length ? Character.digit(encoded[percent + 2], 16) : -1;
    if (high < 0 || low < 0) {
      throw refused("two hexadecimal digits after each % of user name and password");
    }
    return high << 4 | low;
  }

  private IllegalArgumentException refused(String expectation) {
    int separator = uri.indexOf(SEPARATOR);
    int at = uri.lastIndexOf('@');
    String shown =
        at < 0
            ? uri
            : (separator < 0 ? "" : uri.substring(0, separator) + SEPARATOR)
                + "..."
                + uri.substring(at);
    return new IllegalArgumentException("proxy: " + shown + " (expected: " + expectation + ")");
  }
}
