package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.stream.StreamSocketControl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of a WebSocket on the client: the connection and the opening handshake besides. */
public abstract sealed class ClientWebSocketControl extends WebSocketControl
    permits MessageWebSocketControl, StreamWebSocketControl {

  private final StreamSocketControl socket;
  private final HeaderList requestHeaders;
  private final List<String> supportedProtocols;
  private final @Nullable WebSocketCredentials credentials;
  private final Duration upgradeTimeout;
  private final int maxRedirects;
  private final int maxRefusalBytes;
  private final WebSocketHttpVersion httpVersion;

  ClientWebSocketControl(Builder<?> builder) {
    super(builder);
    Builder<?> own = builder;
    socket = own.socket;
    requestHeaders = own.requestHeaders;
    supportedProtocols = own.supportedProtocols;
    credentials = own.credentials;
    upgradeTimeout = own.upgradeTimeout;
    maxRedirects = own.maxRedirects;
    maxRefusalBytes = own.maxRefusalBytes;
    httpVersion = own.httpVersion;
  }

  /**
   * Returns the options of the connection below: transport, proxy, deadlines, TCP.
   *
   * @return the control of the connection; by default {@link StreamSocketControl#defaults()}
   */
  public final StreamSocketControl socket() {
    return socket;
  }

  /**
   * Returns the headers added to the request of the opening handshake.
   *
   * @return the headers, names in lower case; by default none
   */
  public final Map<String, List<String>> requestHeaders() {
    return requestHeaders.toMap();
  }

  /**
   * Returns the sub-protocols to offer, the preferred one first; the server picks one or none (RFC
   * 6455 section 1.9).
   *
   * @return the sub-protocols; by default none
   */
  public final List<String> supportedProtocols() {
    return supportedProtocols;
  }

  /**
   * Returns who we are for the server, told in the Authorization header.
   *
   * @return the credentials; by default empty
   */
  public final Optional<WebSocketCredentials> credentials() {
    return Optional.ofNullable(credentials);
  }

  /**
   * Returns how long the server may take to answer the opening handshake, once it is connected.
   *
   * @return the time; by default 30 seconds
   */
  public final Duration upgradeTimeout() {
    return upgradeTimeout;
  }

  /**
   * Returns how many redirects of the server are followed. The credentials and the Authorization
   * and Cookie headers are not sent to another origin, and no redirect leads from {@code wss} to
   * {@code ws}.
   *
   * @return the number; by default 0
   */
  public final int maxRedirects() {
    return maxRedirects;
  }

  /**
   * Returns how much of the body of a refusal is kept for the {@link UpgradeRefusedException}.
   *
   * @return bytes; by default 8,192
   */
  public final int maxRefusalBytes() {
    return maxRefusalBytes;
  }

  /**
   * Returns the version of HTTP by which the WebSocket is opened.
   *
   * @return the version; by default {@link WebSocketHttpVersion#HTTP_1_1}
   */
  public final WebSocketHttpVersion httpVersion() {
    return httpVersion;
  }

  HeaderList addedHeaders() {
    return requestHeaders;
  }

  @Override
  void addTo(Map<String, Object> settings) {
    super.addTo(settings);
    settings.put("socket", socket);
    settings.put("requestHeaders", requestHeaders);
    settings.put("supportedProtocols", supportedProtocols);
    settings.put("credentials", Optional.ofNullable(credentials));
    settings.put("upgradeTimeout", upgradeTimeout);
    settings.put("maxRedirects", maxRedirects);
    settings.put("maxRefusalBytes", maxRefusalBytes);
    settings.put("httpVersion", httpVersion);
  }

  void copyTo(Builder<?> own) {
    super.copyTo(own);
    own.socket = socket;
    own.requestHeaders = requestHeaders;
    own.supportedProtocols = supportedProtocols;
    own.credentials = credentials;
    own.upgradeTimeout = upgradeTimeout;
    own.maxRedirects = maxRedirects;
    own.maxRefusalBytes = maxRefusalBytes;
    own.httpVersion = httpVersion;
  }

  /**
   * Gathers settings; each starts from its default.
   *
   * @param <B> the builder that is used
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      extends WebSocketControl.Builder<B>
      permits MessageWebSocketControl.Builder, StreamWebSocketControl.Builder {

    private StreamSocketControl socket = StreamSocketControl.defaults();
    private HeaderList requestHeaders = HeaderList.NONE;
    private List<String> supportedProtocols = List.of();
    private @Nullable WebSocketCredentials credentials;
    private Duration upgradeTimeout = Duration.ofSeconds(30);
    private int maxRedirects = 0;
    private int maxRefusalBytes = 8_192;
    private WebSocketHttpVersion httpVersion = WebSocketHttpVersion.HTTP_1_1;

    Builder() {}

    /**
     * Sets the options of the connection below: transport, proxy, deadlines, TCP.
     *
     * @param socket the control of the connection
     * @return this
     */
    public B socket(StreamSocketControl socket) {
      this.socket = Objects.requireNonNull(socket, "socket");
      return self();
    }

    /**
     * Adds a header to the request of the opening handshake.
     *
     * @param name a header name
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if name or value may not stand in a header, or the header is
     *     one that the handshake itself sets
     */
    public B requestHeader(String name, String value) {
      requestHeaders = requestHeaders.plus(name, value);
      return self();
    }

    /**
     * Sets the sub-protocols to offer, the preferred one first; the server picks one or none (RFC
     * 6455 section 1.9).
     *
     * @param supportedProtocols the sub-protocols, each a token
     * @return this
     * @throws IllegalArgumentException if one is not a token or stands twice
     */
    public B supportedProtocols(List<String> supportedProtocols) {
      this.supportedProtocols = Protocols.check(supportedProtocols);
      return self();
    }

    /**
     * Sets who we are for the server, told in the Authorization header.
     *
     * @param credentials the credentials
     * @return this
     */
    public B credentials(WebSocketCredentials credentials) {
      this.credentials = Objects.requireNonNull(credentials, "credentials");
      return self();
    }

    /**
     * Sets how long the server may take to answer the opening handshake, once it is connected.
     *
     * @param upgradeTimeout the time, more than zero
     * @return this
     * @throws IllegalArgumentException if it is not more than zero
     */
    public B upgradeTimeout(Duration upgradeTimeout) {
      this.upgradeTimeout = Checks.positive("upgradeTimeout", upgradeTimeout);
      return self();
    }

    /**
     * Sets how many redirects of the server are followed. The credentials and the Authorization and
     * Cookie headers are not sent to another origin, and no redirect leads from {@code wss} to
     * {@code ws}.
     *
     * @param maxRedirects the number, 0 to 20
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public B maxRedirects(int maxRedirects) {
      this.maxRedirects = Checks.inRange("maxRedirects", maxRedirects, 0, 20);
      return self();
    }

    /**
     * Sets how much of the body of a refusal is kept for the {@link UpgradeRefusedException}.
     *
     * @param maxRefusalBytes bytes, 0 or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public B maxRefusalBytes(int maxRefusalBytes) {
      this.maxRefusalBytes =
          Checks.inRange("maxRefusalBytes", maxRefusalBytes, 0, Integer.MAX_VALUE);
      return self();
    }

    /**
     * Sets the version of HTTP by which the WebSocket is opened. HTTP/2 is agreed on by ALPN, for
     * which the application protocols in the TLS control of {@link #socket(StreamSocketControl)}
     * are replaced; each WebSocket has a connection of its own.
     *
     * @param httpVersion the version
     * @return this
     */
    public B httpVersion(WebSocketHttpVersion httpVersion) {
      this.httpVersion = Objects.requireNonNull(httpVersion, "httpVersion");
      return self();
    }
  }
}
