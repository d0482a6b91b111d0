package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is asked of a {@link WebSocketListener}. Immutable. */
public final class WebSocketListenerControl {

  private static final WebSocketListenerControl DEFAULTS = builder().build();

  private final StreamSocketListenerControl socket;
  private final Duration requestTimeout;
  private final int maxRequestBytes;

  private WebSocketListenerControl(Builder builder) {
    socket = builder.socket;
    requestTimeout = builder.requestTimeout;
    maxRequestBytes = builder.maxRequestBytes;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static WebSocketListenerControl defaults() {
    return DEFAULTS;
  }

  /**
   * Returns a builder that starts from the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder that starts from this control.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.socket = socket;
    builder.requestTimeout = requestTimeout;
    builder.maxRequestBytes = maxRequestBytes;
    return builder;
  }

  /**
   * Returns the options of the listener below: transport, backlog, TLS, PROXY protocol, TCP.
   *
   * @return by default {@link StreamSocketListenerControl#defaults()}
   */
  public StreamSocketListenerControl socket() {
    return socket;
  }

  /**
   * Returns how long a connection may take to send its request, and how long the request may wait
   * for demand.
   *
   * @return by default 10 seconds
   */
  public Duration requestTimeout() {
    return requestTimeout;
  }

  /**
   * Returns how large the header of a request may be; a larger one is refused with 431.
   *
   * @return bytes; by default 16,384
   */
  public int maxRequestBytes() {
    return maxRequestBytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WebSocketListenerControl that
        && socket.equals(that.socket)
        && requestTimeout.equals(that.requestTimeout)
        && maxRequestBytes == that.maxRequestBytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(socket, requestTimeout, maxRequestBytes);
  }

  @Override
  public String toString() {
    return "WebSocketListenerControl{socket="
        + socket
        + ", requestTimeout="
        + requestTimeout
        + ", maxRequestBytes="
        + maxRequestBytes
        + "}";
  }

  /** Gathers settings; each starts from its default. */
  public static final class Builder {

    private StreamSocketListenerControl socket = StreamSocketListenerControl.defaults();
    private Duration requestTimeout = Duration.ofSeconds(10);
    private int maxRequestBytes = 16_384;

    private Builder() {}

    /**
     * Sets the options of the listener below.
     *
     * @param socket the control of the listener
     * @return this
     */
    public Builder socket(StreamSocketListenerControl socket) {
      this.socket = Objects.requireNonNull(socket, "socket");
      return this;
    }

    /**
     * Sets how long a connection may take to send its request, and how long the request may wait
     * for demand.
     *
     * @param requestTimeout the time, more than zero
     * @return this
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder requestTimeout(Duration requestTimeout) {
      this.requestTimeout = Checks.positive("requestTimeout", requestTimeout);
      return this;
    }

    /**
     * Sets how large the header of a request may be.
     *
     * @param maxRequestBytes bytes, 256 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 256
     */
    public Builder maxRequestBytes(int maxRequestBytes) {
      this.maxRequestBytes =
          Checks.inRange("maxRequestBytes", maxRequestBytes, 256, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Makes the control.
     *
     * @return a control with these settings
     */
    public WebSocketListenerControl build() {
      return new WebSocketListenerControl(this);
    }
  }
}
