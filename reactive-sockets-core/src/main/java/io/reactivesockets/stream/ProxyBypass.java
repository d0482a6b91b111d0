package io.reactivesockets.stream;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** For which hosts a proxy is not used. */
final class ProxyBypass {

  static final ProxyBypass NONE = new ProxyBypass(List.of(), List.of());

  @FunctionalInterface
  private interface Rule {
    boolean matches(HostName host, int port);
  }

  private final List<String> patterns;
  private final List<Rule> rules;

  private ProxyBypass(List<String> patterns, List<Rule> rules) {
    this.patterns = patterns;
    this.rules = rules;
  }

  static ProxyBypass of(List<String> patterns) {
    List<String> kept = patterns.stream().map(String::strip).toList();
    List<Rule> rules = new ArrayList<>(kept.size());
    for (String pattern : kept) {
      rules.add(rule(pattern));
    }
    return new ProxyBypass(kept, rules);
  }

  List<String> patterns() {
    return patterns;
  }

  boolean matches(HostName host, int port) {
    return rules.stream().anyMatch(rule -> rule.matches(host, port));
  }

  private static Rule rule(String pattern) {
    if (pattern.equals("*")) {
      return (host, port) -> true;
    }
    try {
      if (pattern.indexOf('/') >= 0) {
        return network(pattern);
      }
      boolean belowOnly = pattern.startsWith(".") || pattern.startsWith("*.");
      String name = belowOnly ? pattern.substring(pattern.indexOf('.') + 1) : pattern;
      HostAndPort place = HostAndPort.parse(name);
      return belowOnly ? below(place) : exactly(place);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "bypass: "
              + pattern
              + " (expected: *, a domain name, an address or a network, see Builder.bypass)",
          e);
    }
  }

  private static Rule exactly(HostAndPort place) {
    Rule below = below(place);
    return (host, port) ->
        (samePort(place.port(), port) && host.equals(place.host())) || below.matches(host, port);
  }

  private static Rule below(HostAndPort place) {
    String suffix = "." + place.host().canonicalName().toLowerCase(Locale.ROOT);
    return (host, port) ->
        samePort(place.port(), port)
            && host.type() == HostNameType.DOMAIN_NAME
            && host.canonicalName().endsWith(suffix);
  }

  private static boolean samePort(OptionalInt wanted, int port) {
    return wanted.isEmpty() || wanted.getAsInt() == port;
  }

  private static Rule network(String pattern) {
    int slash = pattern.indexOf('/');
    byte[] network = address(pattern.substring(0, slash));
    String bits = pattern.substring(slash + 1);
    int length = bits.matches("\\d{1,3}") ? Integer.parseInt(bits) : Integer.MAX_VALUE;
    Checks.inRange("prefix length", length, 0, network.length * Byte.SIZE);
    return (host, port) -> {
      InetAddress literal = host.toInetAddress().orElse(null);
      return literal != null && covers(network, length, literal.getAddress());
    };
  }

  private static byte[] address(String literal) {
    return HostName.of(literal)
        .toInetAddress()
        .orElseThrow(() -> new IllegalArgumentException(literal + " is no address"))
        .getAddress();
  }

  private static boolean covers(byte[] network, int length, byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((network[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProxyBypass that && patterns.equals(that.patterns);
  }

  @Override
  public int hashCode() {
    return patterns.hashCode();
  }
}
