package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked of WebSockets on a server: who may connect and what is spoken besides. */
public abstract sealed class ServerWebSocketControl extends WebSocketControl
    permits ServerMessageWebSocketControl, ServerStreamWebSocketControl {

  private final List<String> supportedProtocols;
  private final Set<String> allowedOrigins;
  private final HeaderList responseHeaders;
  private final int maxRequestHeaders;

  ServerWebSocketControl(Builder<?> builder) {
    super(builder);
    Builder<?> own = builder;
    supportedProtocols = own.supportedProtocols;
    allowedOrigins = own.allowedOrigins;
    responseHeaders = own.responseHeaders;
    maxRequestHeaders = own.maxRequestHeaders;
  }

  /**
   * Returns the sub-protocols that are spoken here; of those that the client offers the first one
   * of them is chosen (RFC 6455 section 1.9).
   *
   * @return the sub-protocols; by default none
   */
  public final List<String> supportedProtocols() {
    return supportedProtocols;
  }

  /**
   * Returns the origins whose pages may connect besides those of this host itself (RFC 6455 section
   * 10.2): each as a browser writes it, such as {@code https://example.com}, or {@code *} for every
   * origin. A request without an Origin header does not come from a page and is always taken.
   *
   * @return the origins; by default none
   */
  public final Set<String> allowedOrigins() {
    return allowedOrigins;
  }

  /**
   * Returns the headers added to the response of the opening handshake.
   *
   * @return the headers, names in lower case; by default none
   */
  public final Map<String, List<String>> responseHeaders() {
    return responseHeaders.toMap();
  }

  /**
   * Returns how many header lines a request may have; one with more is refused with 431.
   *
   * @return the number; by default 100
   */
  public final int maxRequestHeaders() {
    return maxRequestHeaders;
  }

  /**
   * Returns whether a page of that origin may connect, by {@link #allowedOrigins()} or because it
   * comes from this host.
   *
   * @param origin the Origin header of a request, or {@code null} if it has none
   * @param host its Host header
   * @return whether the request may be answered
   */
  public final boolean allowsOrigin(@Nullable String origin, String host) {
    return Origins.isAllowed(origin, host, allowedOrigins);
  }

  HeaderList addedHeaders() {
    return responseHeaders;
  }

  @Override
  void addTo(Map<String, Object> settings) {
    super.addTo(settings);
    settings.put("supportedProtocols", supportedProtocols);
    settings.put("allowedOrigins", allowedOrigins);
    settings.put("responseHeaders", responseHeaders);
    settings.put("maxRequestHeaders", maxRequestHeaders);
  }

  void copyTo(Builder<?> own) {
    super.copyTo(own);
    own.supportedProtocols = supportedProtocols;
    own.allowedOrigins = allowedOrigins;
    own.responseHeaders = responseHeaders;
    own.maxRequestHeaders = maxRequestHeaders;
  }

  /**
   * Gathers settings; each starts from its default.
   *
   * @param <B> the builder that is used
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      extends WebSocketControl.Builder<B>
      permits ServerMessageWebSocketControl.Builder, ServerStreamWebSocketControl.Builder {

    private List<String> supportedProtocols = List.of();
    private Set<String> allowedOrigins = Set.of();
    private HeaderList responseHeaders = HeaderList.NONE;
    private int maxRequestHeaders = 100;

    Builder() {}

    /**
     * Sets the sub-protocols that are spoken here; of those that the client offers the first one of
     * them is chosen (RFC 6455 section 1.9).
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
     * Sets the origins whose pages may connect besides those of this host itself (RFC 6455 section
     * 10.2): each as a browser writes it, such as {@code https://example.com}, or {@code *} for
     * every origin. A request without an Origin header does not come from a page and is always
     * taken.
     *
     * @param allowedOrigins the origins
     * @return this
     * @throws IllegalArgumentException if one is not written as a browser writes it
     */
    public B allowedOrigins(Set<String> allowedOrigins) {
      this.allowedOrigins = Origins.check(allowedOrigins);
      return self();
    }

    /**
     * Adds a header to the response of the opening handshake.
     *
     * @param name a header name
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if name or value may not stand in a header, or the header is
     *     one that the handshake itself sets
     */
    public B responseHeader(String name, String value) {
      responseHeaders = responseHeaders.plus(name, value);
      return self();
    }

    /**
     * Sets how many header lines a request may have; one with more is refused with 431.
     *
     * @param maxRequestHeaders the number, 8 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 8
     */
    public B maxRequestHeaders(int maxRequestHeaders) {
      this.maxRequestHeaders =
          Checks.inRange("maxRequestHeaders", maxRequestHeaders, 8, Integer.MAX_VALUE);
      return self();
    }
  }
}
