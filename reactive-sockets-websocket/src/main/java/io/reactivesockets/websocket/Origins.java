package io.reactivesockets.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where the page comes from that wants to connect (RFC 6454, RFC 6455 section 10.2). */
final class Origins {

  private static final String ANY = "*";
  private static final String OPAQUE = "null";

  private Origins() {}

  static Set<String> check(Set<String> origins) {
    Set<String> copy = new TreeSet<>();
    for (String origin : origins) {
      String lower = origin.toLowerCase(Locale.ROOT);
      if (!lower.equals(ANY) && !lower.equals(OPAQUE) && hostAndPort(lower) == null) {
        throw new IllegalArgumentException(
            "allowedOrigins: "
                + origin
                + " (expected: *, null or such as https://example.com:8443)");
      }
      copy.add(lower);
    }
    return Set.copyOf(copy);
  }

  /**
   * Returns whether a page of that origin may connect.
   *
   * @param origin the Origin header, or {@code null} if there is none
   * @param host the Host header of the same request
   */
  static boolean isAllowed(@Nullable String origin, String host, Set<String> allowed) {
    if (origin == null || allowed.contains(ANY)) {
      return true;
    }
    String lower = origin.toLowerCase(Locale.ROOT);
    if (allowed.contains(lower)) {
      return true;
    }
    String from = hostAndPort(lower);
    return from != null && from.equals(withPort(host.toLowerCase(Locale.ROOT), scheme(lower)));
  }

  /** Returns host and port of a serialized origin, or {@code null} if it is not one. */
  private static @Nullable String hostAndPort(String origin) {
    try {
      URI uri = new URI(origin);
      boolean bare =
          uri.getRawPath() != null
              && uri.getRawPath().isEmpty()
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && uri.getRawUserInfo() == null;
      if (uri.getScheme() == null || uri.getHost() == null || !bare) {
        return null;
      }
      return withPort(uri.getRawAuthority(), uri.getScheme());
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static String scheme(String origin) {
    return origin.substring(0, Math.max(0, origin.indexOf(':')));
  }

  /** The scheme counts by its port only: TLS may end at a proxy in front of us. */
  private static String withPort(String authority, String scheme) {
    boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    if (hasPort) {
      return authority;
    }
    return authority + (scheme.equals("https") || scheme.equals("wss") ? ":443" : ":80");
  }
}
