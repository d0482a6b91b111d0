package io.reactivesockets.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy variables of an environment, as curl and others read them. */
final class ProxyEnvironment {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyEnvironment.class);

  private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.0/8", "::1");
  private static final Pattern BETWEEN_PATTERNS = Pattern.compile("[,\\s]+");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

  /** A CGI program gets the header "Proxy" of a request under this name. */
  private static final String HEADER_OF_A_STRANGER = "HTTP_PROXY";

  private final Map<String, String> variables;

  ProxyEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  Optional<ProxyControl> proxyFor(String scheme) {
    if (!SCHEME.matcher(scheme).matches()) {
      throw new IllegalArgumentException("scheme: " + scheme + " (expected: such as https)");
    }
    for (String name : names(scheme.toLowerCase(Locale.ROOT))) {
      String value = get(name);
      if (value != null) {
        return Optional.of(read(name, value));
      }
    }
    return Optional.empty();
  }

  private static List<String> names(String scheme) {
    List<String> names = new ArrayList<>(List.of(scheme + "_proxy"));
    if (scheme.equals("ws")) {
      names.add("http_proxy");
    } else if (scheme.equals("wss")) {
      names.add("https_proxy");
    }
    names.add("all_proxy");
    return names;
  }

  private ProxyControl read(String name, String value) {
    try {
      return ProxyUri.parse(value).bypass(exceptions()).build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("environment variable " + name + ": " + e.getMessage(), e);
    }
  }

  private List<String> exceptions() {
    List<String> patterns = new ArrayList<>(THIS_MACHINE);
    String list = get("no_proxy");
    if (list != null) {
      BETWEEN_PATTERNS
          .splitAsStream(list)
          .filter(pattern -> !pattern.isEmpty() && isUnderstood(pattern))
          .forEach(patterns::add);
    }
    return patterns;
  }

  /** Other tools pass over what they do not understand, and so the variable may hold anything. */
  private static boolean isUnderstood(String pattern) {
    try {
      ProxyBypass.of(List.of(pattern));
      return true;
    } catch (IllegalArgumentException e) {
      LOG.warn("no_proxy has an entry that matches nothing: {}", e.getMessage());
      return false;
    }
  }

  private @Nullable String get(String name) {
    String value = variables.get(name);
    String upper = name.toUpperCase(Locale.ROOT);
    if (isEmpty(value) && !upper.equals(HEADER_OF_A_STRANGER)) {
      value = variables.get(upper);
    }
    return isEmpty(value) ? null : value;
  }

  private static boolean isEmpty(@Nullable String value) {
    return value == null || value.isBlank();
  }
}
