package io.reactivesockets.stream;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.host.HostName;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.transport.internal.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that a {@link StreamSocket} is to connect through. Immutable data; nothing is looked up
 * or tried to make one.
 *
 * <pre>{@code
 * StreamSocketControl control = StreamSocketControl.builder()
 *     .proxy(ProxyControl.http("proxy.example", 3128).credentials("me", "secret").build())
 *     .build();
 * }</pre>
 *
 * <p>The proxy is not used for hosts that {@link #bypass()} names, nor when a local host or a
 * network adapter is given. Network capabilities are decided on the addresses of the proxy and, if
 * not all are granted, on those of the target: then names are resolved here, and the proxy is asked
 * for an address, whatever {@link #remoteResolution()} says.
 */
public final class ProxyControl {

  private final ProxyKind kind;
  private final HostName host;
  private final int port;
  private final @Nullable TlsClientControl tls;
  private final @Nullable String userName;
  private final @Nullable String password;
  private final boolean credentialsAtOnce;
  private final boolean remoteResolution;
  private final Map<String, String> connectHeaders;
  private final Duration connectTimeout;
  private final ProxyBypass bypass;
  private final boolean raceDirect;

  private ProxyControl(Builder builder) {
    this.kind = builder.kind;
    this.host = builder.host;
    this.port = builder.port;
    this.tls = builder.tls;
    this.userName = builder.userName;
    this.password = builder.password;
    this.credentialsAtOnce = builder.credentialsAtOnce;
    this.remoteResolution = builder.remoteResolution;
    this.connectHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(builder.connectHeaders));
    this.connectTimeout = builder.connectTimeout;
    this.bypass = builder.bypass;
    this.raceDirect = builder.raceDirect;
  }

  /**
   * Starts a proxy that speaks HTTP.
   *
   * @param host a name or an address literal
   * @param port 1 to 65,535
   * @return a new builder
   * @throws IllegalArgumentException if host or port is invalid
   */
  public static Builder http(String host, int port) {
    return new Builder(ProxyKind.HTTP_CONNECT, HostName.of(host), port);
  }

  /**
   * Starts a proxy that speaks SOCKS version 5.
   *
   * @param host a name or an address literal
   * @param port 1 to 65,535
   * @return a new builder
   * @throws IllegalArgumentException if host or port is invalid
   */
  public static Builder socks5(String host, int port) {
    return new Builder(ProxyKind.SOCKS5, HostName.of(host), port);
  }

  /**
   * Starts a proxy from a URI, as other tools write them: {@code
   * http://user:password@proxy.example:3128}.
   *
   * <p>The scheme is {@code http}, {@code https} (HTTP over TLS), {@code socks5} (names are
   * resolved here), {@code socks5h} or {@code socks} (by the proxy); without one it is {@code
   * http}. The default ports are 80, 443 and 1080. User name and password may be percent-encoded.
   *
   * @param uri the URI; nothing may follow the port but one slash
   * @return a new builder
   * @throws IllegalArgumentException if it is none of these; the message leaves user name and
   *     password out
   */
  public static Builder parse(String uri) {
    return ProxyUri.parse(Objects.requireNonNull(uri, "uri"));
  }

  /**
   * Returns the proxy that the environment variables of this process name.
   *
   * @param scheme what will be spoken, see {@link #fromEnvironment(String, Map)}
   * @return the proxy, with what it is not for as {@link #bypass()}; empty if there is none
   * @throws IllegalArgumentException if a variable has a value that cannot be understood
   */
  public static Optional<ProxyControl> fromEnvironment(String scheme) {
    return fromEnvironment(scheme, System.getenv());
  }

  /**
   * Returns the proxy that environment variables name. Nothing in this library looks at them unless
   * this is called.
   *
   * <p>The first of these that is set and not empty counts: {@code <scheme>_proxy}, for {@code ws}
   * also {@code http_proxy} and for {@code wss} also {@code https_proxy}, then {@code all_proxy}.
   * Each name is looked for in lower case, then in upper case; but {@code HTTP_PROXY} is passed
   * over, since in a CGI program whoever sends a request can set it. The value is as in {@link
   * #parse}.
   *
   * <p>{@code no_proxy} (or {@code NO_PROXY}) becomes {@link #bypass()}, together with {@code
   * localhost} and the loopback addresses.
   *
   * @param scheme what will be spoken, such as {@code https}, {@code wss} or {@code tcp}
   * @param environment names and values of the variables
   * @return the proxy; empty if there is none
   * @throws IllegalArgumentException if a variable has a value that cannot be understood
   */
  public static Optional<ProxyControl> fromEnvironment(
      String scheme, Map<String, String> environment) {
    return new ProxyEnvironment(environment).proxyFor(scheme);
  }

  /**
   * Returns a builder that starts from this control.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(kind, host, port);
    builder.tls = tls;
    builder.userName = userName;
    builder.password = password;
    builder.credentialsAtOnce = credentialsAtOnce;
    builder.remoteResolution = remoteResolution;
    builder.connectHeaders = connectHeaders;
    builder.connectTimeout = connectTimeout;
    builder.bypass = bypass;
    builder.raceDirect = raceDirect;
    return builder;
  }

  /**
   * Returns what the proxy speaks.
   *
   * @return the kind
   */
  public ProxyKind kind() {
    return kind;
  }

  /**
   * Returns where the proxy is.
   *
   * @return a name or an address
   */
  public HostName host() {
    return host;
  }

  /**
   * Returns the port of the proxy.
   *
   * @return 1 to 65,535
   */
  public int port() {
    return port;
  }

  /**
   * Returns the TLS with which the proxy itself is spoken to; its certificate has to bear the name
   * of {@link #host()}.
   *
   * @return by default empty: none
   */
  public Optional<TlsClientControl> tls() {
    return Optional.ofNullable(tls);
  }

  /**
   * Returns who asks the proxy. There is no accessor for the password.
   *
   * @return by default empty: nobody in particular
   */
  public Optional<String> userName() {
    return Optional.ofNullable(userName);
  }

  /** Returns the password, null if there is no user name. */
  @Nullable String password() {
    return password;
  }

  /**
   * Returns whether an HTTP proxy gets the credentials with the first request. If not, it gets them
   * on a second connection when it answered 407 and named Basic authentication.
   *
   * @return by default {@code true}; without effect on SOCKS5, where the proxy always chooses
   */
  public boolean credentialsAtOnce() {
    return credentialsAtOnce;
  }

  /**
   * Returns whether the proxy is given the name of the target and resolves it, or an address that
   * was resolved here.
   *
   * @return by default {@code true}: the proxy resolves
   */
  public boolean remoteResolution() {
    return remoteResolution;
  }

  /**
   * Returns the headers that go with the request to an HTTP proxy.
   *
   * @return names and values in their order, by default none
   */
  public Map<String, String> connectHeaders() {
    return connectHeaders;
  }

  /**
   * Returns how long the proxy may take to connect further, from the moment that it is connected
   * itself.
   *
   * @return by default 20 seconds; the connect timeout of the socket holds as well
   */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /**
   * Returns for which hosts the proxy is not used.
   *
   * @return patterns as in {@link Builder#bypass(List)}, by default none
   */
  public List<String> bypass() {
    return bypass.patterns();
  }

  /**
   * Tells whether a connection to a host is to be made without the proxy, as {@link #bypass()} has
   * it.
   *
   * @param target where to connect to
   * @param port the port there
   * @return {@code true} if the proxy is not for it
   */
  public boolean bypasses(HostName target, int port) {
    return bypass.matches(target, port);
  }

  /**
   * Returns whether a direct connection is tried as well.
   *
   * @return by default {@code false}: only the proxy
   */
  public boolean raceDirect() {
    return raceDirect;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProxyControl that
        && kind == that.kind
        && host.equals(that.host)
        && port == that.port
        && Objects.equals(tls, that.tls)
        && Objects.equals(userName, that.userName)
        && Objects.equals(password, that.password)
        && credentialsAtOnce == that.credentialsAtOnce
        && remoteResolution == that.remoteResolution
        && connectHeaders.equals(that.connectHeaders)
        && connectTimeout.equals(that.connectTimeout)
        && bypass.equals(that.bypass)
        && raceDirect == that.raceDirect;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        kind,
        host,
        port,
        tls,
        userName,
        password,
        credentialsAtOnce,
        remoteResolution,
        connectHeaders,
        connectTimeout,
        bypass,
        raceDirect);
  }

  /**
   * Returns the proxy as a URI without user name and password.
   *
   * @return such as {@code http://proxy.example:3128}
   */
  public String uri() {
    String variant =
        kind == ProxyKind.SOCKS5 ? (remoteResolution ? "h" : "") : (tls == null ? "" : "s");
    return kind.scheme() + variant + "://" + new Target(host, port);
  }

  @Override
  public String toString() {
    return "ProxyControl["
        + uri()
        + ", credentials="
        + (userName == null ? "none" : credentialsAtOnce ? "hidden" : "hidden, when asked for")
        + ", remoteResolution="
        + remoteResolution
        + ", connectHeaders="
        + connectHeaders.keySet()
        + ", connectTimeout="
        + connectTimeout
        + ", bypass="
        + bypass.patterns()
        + ", raceDirect="
        + raceDirect
        + "]";
  }

  /** Builds a {@link ProxyControl}. */
  public static final class Builder {

    private static final int MOST_OF_SOCKS = 255;

    private final ProxyKind kind;
    private final HostName host;
    private final int port;
    private @Nullable TlsClientControl tls;
    private @Nullable String userName;
    private @Nullable String password;
    private boolean credentialsAtOnce = true;
    private boolean remoteResolution = true;
    private Map<String, String> connectHeaders = Map.of();
    private Duration connectTimeout = Duration.ofSeconds(20);
    private ProxyBypass bypass = ProxyBypass.NONE;
    private boolean raceDirect;

    Builder(ProxyKind kind, HostName host, int port) {
      this.kind = kind;
      this.host = host;
      this.port = Checks.inRange("port", port, 1, 65_535);
    }

    /**
     * Sets the TLS with which the proxy itself is spoken to, so that nobody on the way to it sees
     * target and credentials. TLS with the target, if it is asked for, comes inside.
     *
     * @param tls what is asked of TLS
     * @return this builder
     */
    public Builder tls(TlsClientControl tls) {
      this.tls = Objects.requireNonNull(tls, "tls");
      return this;
    }

    /**
     * Sets who asks the proxy.
     *
     * @param userName not empty, without control characters, for HTTP without colon; at most 255
     *     bytes in UTF-8 for SOCKS5
     * @param password without control characters; 1 to 255 bytes in UTF-8 for SOCKS5
     * @return this builder
     * @throws IllegalArgumentException if one of them is invalid; the message does not repeat the
     *     password
     */
    public Builder credentials(String userName, String password) {
      if (userName.isEmpty()
          || hasControls(userName)
          || (kind == ProxyKind.HTTP_CONNECT && userName.indexOf(':') >= 0)) {
        throw new IllegalArgumentException(
            "userName: unusable (expected: a name without control characters, without colon for"
                + " HTTP)");
      }
      if (hasControls(password)) {
        throw new IllegalArgumentException("password: unusable (expected: no control characters)");
      }
      if (kind == ProxyKind.SOCKS5) {
        Checks.inRange("bytes of userName", utf8Length(userName), 1, MOST_OF_SOCKS);
        Checks.inRange("bytes of password", utf8Length(password), 1, MOST_OF_SOCKS);
      }
      this.userName = userName;
      this.password = password;
      return this;
    }

    private static int utf8Length(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean hasControls(String text) {
      return text.chars().anyMatch(Character::isISOControl);
    }

    /**
     * Sets whether an HTTP proxy gets the credentials with the first request.
     *
     * @param credentialsAtOnce {@code false} to wait until it asks, at the price of a second
     *     connection each time
     * @return this builder
     */
    public Builder credentialsAtOnce(boolean credentialsAtOnce) {
      this.credentialsAtOnce = credentialsAtOnce;
      return this;
    }

    /**
     * Sets whether the proxy resolves the name of the target.
     *
     * @param remoteResolution {@code false} to resolve it here and to ask for an address
     * @return this builder
     */
    public Builder remoteResolution(boolean remoteResolution) {
      this.remoteResolution = remoteResolution;
      return this;
    }

    /**
     * Sets further headers of the request to an HTTP proxy, such as {@code User-Agent}.
     *
     * @param connectHeaders names and values; not those that the request itself consists of (Host,
     *     Proxy-Authorization) or that say how long it is
     * @return this builder
     * @throws IllegalArgumentException if a name or value is invalid
     */
    public Builder connectHeaders(Map<String, String> connectHeaders) {
      connectHeaders.forEach(ConnectHeaders::check);
      this.connectHeaders = new LinkedHashMap<>(connectHeaders);
      return this;
    }

    /**
     * Sets how long the proxy may take to connect further, from the moment that it is connected
     * itself.
     *
     * @param connectTimeout 1 ms or more
     * @return this builder
     */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = Checks.positive("connectTimeout", connectTimeout);
      return this;
    }

    /**
     * Sets for which hosts the proxy is not used.
     *
     * <p>A pattern is a domain name, which also stands for the names below it ({@code
     * example.com}); the same with a dot or {@code *.} in front, which stands only for those below;
     * an address; a network ({@code 10.0.0.0/8}, {@code fd00::/8}); or {@code *} for everything. A
     * port may follow a name or address ({@code example.com:8443}, {@code [::1]:8443}). Addresses
     * and networks are compared with targets given as addresses: nothing is looked up.
     *
     * @param patterns the patterns
     * @return this builder
     * @throws IllegalArgumentException if one of them is none of these
     */
    public Builder bypass(List<String> patterns) {
      this.bypass = ProxyBypass.of(patterns);
      return this;
    }

    /**
     * Sets whether a direct connection is tried as well, and the first to succeed is used; so one
     * control serves inside and outside of a network with a proxy.
     *
     * <p>The direct way starts, and the proxy joins after {@link
     * StreamSocketControl#connectionAttemptDelay()}, or at once when the direct way has failed. If
     * attempts are serialized, the proxy comes only after the direct way has failed. Not for
     * proxies that keep anything secret: whoever watches the network sees the direct attempt.
     *
     * @param raceDirect {@code true} to try both
     * @return this builder
     */
    public Builder raceDirect(boolean raceDirect) {
      this.raceDirect = raceDirect;
      return this;
    }

    /**
     * Returns the control.
     *
     * @return an immutable control
     * @throws IllegalArgumentException if settings contradict each other: TLS or headers with
     *     SOCKS5
     */
    public ProxyControl build() {
      if (kind == ProxyKind.SOCKS5 && tls != null) {
        throw new IllegalArgumentException("tls: " + tls + " (expected: none, for SOCKS5)");
      }
      if (kind == ProxyKind.SOCKS5 && !connectHeaders.isEmpty()) {
        throw new IllegalArgumentException(
            "connectHeaders: " + connectHeaders.keySet() + " (expected: none, for SOCKS5)");
      }
      return new ProxyControl(this);
    }
  }
}
