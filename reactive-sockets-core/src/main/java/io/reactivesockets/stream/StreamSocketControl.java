package io.reactivesockets.stream;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.NetworkCapabilities;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.transport.SocketQualityOfService;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a {@link StreamSocket}: options, deadlines and bounds. Immutable; one control
 * serves any number of sockets.
 */
public final class StreamSocketControl {

  private static final StreamSocketControl DEFAULTS = builder().build();

  private final @Nullable Transport transport;
  private final boolean keepAlive;
  private final @Nullable Duration keepAliveTime;
  private final @Nullable Duration keepAliveInterval;
  private final @Nullable Integer keepAliveCount;
  private final @Nullable Duration userTimeout;
  private final boolean noDelay;
  private final @Nullable Integer outboundBufferBytes;
  private final @Nullable Integer inboundBufferBytes;
  private final @Nullable Integer outboundUnicastHopLimit;
  private final SocketQualityOfService qualityOfService;
  private final boolean serializeConnectionAttempts;
  private final Duration connectionAttemptDelay;
  private final Duration connectTimeout;
  private final Duration closeTimeout;
  private final @Nullable Duration idleTimeout;
  private final int readAheadBytes;
  private final int pendingOutboundBytes;
  private final @Nullable NetworkAdapter networkAdapter;
  private final NetworkCapabilities networkCapabilities;
  private final @Nullable ProxyControl proxy;
  private final TlsClientControl tls;
  private final SocketMetrics metrics;

  private StreamSocketControl(Builder builder) {
    this.transport = builder.transport;
    this.keepAlive = builder.keepAlive;
    this.keepAliveTime = builder.keepAliveTime;
    this.keepAliveInterval = builder.keepAliveInterval;
    this.keepAliveCount = builder.keepAliveCount;
    this.userTimeout = builder.userTimeout;
    this.noDelay = builder.noDelay;
    this.outboundBufferBytes = builder.outboundBufferBytes;
    this.inboundBufferBytes = builder.inboundBufferBytes;
    this.outboundUnicastHopLimit = builder.outboundUnicastHopLimit;
    this.qualityOfService = builder.qualityOfService;
    this.serializeConnectionAttempts = builder.serializeConnectionAttempts;
    this.connectionAttemptDelay = builder.connectionAttemptDelay;
    this.connectTimeout = builder.connectTimeout;
    this.closeTimeout = builder.closeTimeout;
    this.idleTimeout = builder.idleTimeout;
    this.readAheadBytes = builder.readAheadBytes;
    this.pendingOutboundBytes = builder.pendingOutboundBytes;
    this.networkAdapter = builder.networkAdapter;
    this.networkCapabilities = builder.networkCapabilities;
    this.proxy = builder.proxy;
    this.tls = builder.tls;
    this.metrics = builder.metrics;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static StreamSocketControl defaults() {
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
    builder.transport = transport;
    builder.keepAlive = keepAlive;
    builder.keepAliveTime = keepAliveTime;
    builder.keepAliveInterval = keepAliveInterval;
    builder.keepAliveCount = keepAliveCount;
    builder.userTimeout = userTimeout;
    builder.noDelay = noDelay;
    builder.outboundBufferBytes = outboundBufferBytes;
    builder.inboundBufferBytes = inboundBufferBytes;
    builder.outboundUnicastHopLimit = outboundUnicastHopLimit;
    builder.qualityOfService = qualityOfService;
    builder.serializeConnectionAttempts = serializeConnectionAttempts;
    builder.connectionAttemptDelay = connectionAttemptDelay;
    builder.connectTimeout = connectTimeout;
    builder.closeTimeout = closeTimeout;
    builder.idleTimeout = idleTimeout;
    builder.readAheadBytes = readAheadBytes;
    builder.pendingOutboundBytes = pendingOutboundBytes;
    builder.networkAdapter = networkAdapter;
    builder.networkCapabilities = networkCapabilities;
    builder.proxy = proxy;
    builder.tls = tls;
    builder.metrics = metrics;
    return builder;
  }

  /**
   * Returns the transport the socket stands on.
   *
   * @return by default empty, which means {@link Transport#system()} when the socket is opened
   */
  public Optional<Transport> transport() {
    return Optional.ofNullable(transport);
  }

  /**
   * Returns whether TCP probes an idle peer (SO_KEEPALIVE).
   *
   * @return by default {@code false}
   */
  public boolean keepAlive() {
    return keepAlive;
  }

  /**
   * Returns how long a connection is idle before the first probe (TCP_KEEPIDLE).
   *
   * @return by default empty: what the system has, 2 hours on Linux
   */
  public Optional<Duration> keepAliveTime() {
    return Optional.ofNullable(keepAliveTime);
  }

  /**
   * Returns how far apart the probes are (TCP_KEEPINTVL).
   *
   * @return by default empty: what the system has, 75 seconds on Linux
   */
  public Optional<Duration> keepAliveInterval() {
    return Optional.ofNullable(keepAliveInterval);
  }

  /**
   * Returns how many probes may go unanswered before the connection ends (TCP_KEEPCNT).
   *
   * @return by default empty: what the system has, 9 on Linux
   */
  public OptionalInt keepAliveCount() {
    return Checks.optional(keepAliveCount);
  }

  /**
   * Returns how long sent bytes may stay unacknowledged before the connection ends
   * (TCP_USER_TIMEOUT, RFC 5482; Linux).
   *
   * @return by default empty: what the retransmissions of the system take, about 15 minutes on
   *     Linux
   */
  public Optional<Duration> userTimeout() {
    return Optional.ofNullable(userTimeout);
  }

  /**
   * Returns whether small writes leave at once (TCP_NODELAY, Nagle off).
   *
   * @return by default {@code true}
   */
  public boolean noDelay() {
    return noDelay;
  }

  /**
   * Returns the size of the send buffer of the kernel (SO_SNDBUF); setting it turns off its tuning.
   *
   * @return by default empty: tuned by the system
   */
  public OptionalInt outboundBufferBytes() {
    return Checks.optional(outboundBufferBytes);
  }

  /**
   * Returns the size of the receive buffer of the kernel (SO_RCVBUF); setting it turns off its
   * tuning.
   *
   * @return by default empty: tuned by the system
   */
  public OptionalInt inboundBufferBytes() {
    return Checks.optional(inboundBufferBytes);
  }

  /**
   * Returns the TTL or hop limit of packets sent (IP_TTL, IPV6_UNICAST_HOPS); without effect on
   * NIO, which cannot set it for TCP.
   *
   * @return by default empty: what the system has, 64 on Linux
   */
  public OptionalInt outboundUnicastHopLimit() {
    return Checks.optional(outboundUnicastHopLimit);
  }

  /**
   * Returns how urgent the traffic is.
   *
   * @return by default {@link SocketQualityOfService#NORMAL}
   */
  public SocketQualityOfService qualityOfService() {
    return qualityOfService;
  }

  /**
   * Returns whether connection attempts wait for each other instead of racing as Happy Eyeballs
   * (RFC 8305) has them.
   *
   * @return by default {@code false}
   */
  public boolean serializeConnectionAttempts() {
    return serializeConnectionAttempts;
  }

  /**
   * Returns how long a connection attempt has the field to itself before the next one starts beside
   * it (RFC 8305, 5).
   *
   * @return by default 250 ms
   */
  public Duration connectionAttemptDelay() {
    return connectionAttemptDelay;
  }

  /**
   * Returns how long opening the socket may take in all: resolving, proxy, every attempt.
   *
   * @return by default 30 seconds
   */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /**
   * Returns how long {@link StreamSocket#close()} waits for sends under way before it resets the
   * connection.
   *
   * @return by default 10 seconds
   */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /**
   * Returns how long a connection may pass no byte either way before it ends with {@code
   * OPERATION_TIMED_OUT}.
   *
   * @return by default empty: for ever
   */
  public Optional<Duration> idleTimeout() {
    return Optional.ofNullable(idleTimeout);
  }

  /**
   * Returns how many bytes the socket reads beyond what was asked for.
   *
   * @return by default 65,536 bytes
   */
  public int readAheadBytes() {
    return readAheadBytes;
  }

  /**
   * Returns how many bytes sends may have under way in this process before they stop asking their
   * publishers for more; one element may exceed it.
   *
   * @return by default 131,072 bytes
   */
  public int pendingOutboundBytes() {
    return pendingOutboundBytes;
  }

  /**
   * Returns the adapter that the socket is bound to (SO_BINDTODEVICE on Linux; elsewhere an address
   * of the adapter).
   *
   * @return by default empty: whatever the routes say; with an adapter no proxy is used
   */
  public Optional<NetworkAdapter> networkAdapter() {
    return Optional.ofNullable(networkAdapter);
  }

  /**
   * Returns which networks the socket may reach; an attempt at another fails before a packet
   * leaves.
   *
   * @return by default all
   */
  public NetworkCapabilities networkCapabilities() {
    return networkCapabilities;
  }

  /**
   * Returns who is told what the socket does.
   *
   * @return by default nobody
   */
  public SocketMetrics metrics() {
    return metrics;
  }

  /**
   * Returns the proxy to connect through.
   *
   * @return by default empty: none; not used when the local host or an adapter is given
   */
  public Optional<ProxyControl> proxy() {
    return Optional.ofNullable(proxy);
  }

  /**
   * Returns what is asked of TLS when the socket is connected with a level, or upgraded.
   *
   * @return by default {@link TlsClientControl#defaults()}
   */
  public TlsClientControl tls() {
    return tls;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamSocketControl that
        && Objects.equals(transport, that.transport)
        && keepAlive == that.keepAlive
        && Objects.equals(keepAliveTime, that.keepAliveTime)
        && Objects.equals(keepAliveInterval, that.keepAliveInterval)
        && Objects.equals(keepAliveCount, that.keepAliveCount)
        && Objects.equals(userTimeout, that.userTimeout)
        && noDelay == that.noDelay
        && Objects.equals(outboundBufferBytes, that.outboundBufferBytes)
        && Objects.equals(inboundBufferBytes, that.inboundBufferBytes)
        && Objects.equals(outboundUnicastHopLimit, that.outboundUnicastHopLimit)
        && qualityOfService == that.qualityOfService
        && serializeConnectionAttempts == that.serializeConnectionAttempts
        && connectionAttemptDelay.equals(that.connectionAttemptDelay)
        && connectTimeout.equals(that.connectTimeout)
        && closeTimeout.equals(that.closeTimeout)
        && Objects.equals(idleTimeout, that.idleTimeout)
        && readAheadBytes == that.readAheadBytes
        && pendingOutboundBytes == that.pendingOutboundBytes
        && Objects.equals(networkAdapter, that.networkAdapter)
        && networkCapabilities.equals(that.networkCapabilities)
        && Objects.equals(proxy, that.proxy)
        && tls.equals(that.tls)
        && metrics.equals(that.metrics);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        transport,
        keepAlive,
        keepAliveTime,
        keepAliveInterval,
        keepAliveCount,
        userTimeout,
        noDelay,
        outboundBufferBytes,
        inboundBufferBytes,
        outboundUnicastHopLimit,
        qualityOfService,
        serializeConnectionAttempts,
        connectionAttemptDelay,
        connectTimeout,
        closeTimeout,
        idleTimeout,
        readAheadBytes,
        pendingOutboundBytes,
        networkAdapter,
        networkCapabilities,
        proxy,
        tls,
        metrics);
  }

  @Override
  public String toString() {
    return "StreamSocketControl[transport="
        + transport
        + ", keepAlive="
        + keepAlive
        + ", keepAliveTime="
        + keepAliveTime
        + ", keepAliveInterval="
        + keepAliveInterval
        + ", keepAliveCount="
        + keepAliveCount
        + ", userTimeout="
        + userTimeout
        + ", noDelay="
        + noDelay
        + ", outboundBufferBytes="
        + outboundBufferBytes
        + ", inboundBufferBytes="
        + inboundBufferBytes
        + ", outboundUnicastHopLimit="
        + outboundUnicastHopLimit
        + ", qualityOfService="
        + qualityOfService
        + ", serializeConnectionAttempts="
        + serializeConnectionAttempts
        + ", connectionAttemptDelay="
        + connectionAttemptDelay
        + ", connectTimeout="
        + connectTimeout
        + ", closeTimeout="
        + closeTimeout
        + ", idleTimeout="
        + idleTimeout
        + ", readAheadBytes="
        + readAheadBytes
        + ", pendingOutboundBytes="
        + pendingOutboundBytes
        + ", networkAdapter="
        + networkAdapter
        + ", networkCapabilities="
        + networkCapabilities
        + ", proxy="
        + proxy
        + ", tls="
        + tls
        + ", metrics="
        + metrics
        + "]";
  }

  /** Builds a {@link StreamSocketControl}. */
  public static final class Builder {
    private @Nullable Transport transport;
    private boolean keepAlive = false;
    private @Nullable Duration keepAliveTime;
    private @Nullable Duration keepAliveInterval;
    private @Nullable Integer keepAliveCount;
    private @Nullable Duration userTimeout;
    private boolean noDelay = true;
    private @Nullable Integer outboundBufferBytes;
    private @Nullable Integer inboundBufferBytes;
    private @Nullable Integer outboundUnicastHopLimit;
    private SocketQualityOfService qualityOfService = SocketQualityOfService.NORMAL;
    private boolean serializeConnectionAttempts = false;
    private Duration connectionAttemptDelay = Duration.ofMillis(250);
    private Duration connectTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(10);
    private @Nullable Duration idleTimeout;
    private int readAheadBytes = 65_536;
    private int pendingOutboundBytes = 131_072;
    private @Nullable NetworkAdapter networkAdapter;
    private NetworkCapabilities networkCapabilities = NetworkCapabilities.all();
    private @Nullable ProxyControl proxy;
    private TlsClientControl tls = TlsClientControl.defaults();
    private SocketMetrics metrics = SocketMetrics.none();

    private Builder() {}

    /**
     * Sets the transport the socket stands on.
     *
     * @param transport the transport
     * @return this builder
     */
    public Builder transport(Transport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Sets whether TCP probes an idle peer (SO_KEEPALIVE).
     *
     * @param keepAlive whether to probe
     * @return this builder
     */
    public Builder keepAlive(boolean keepAlive) {
      this.keepAlive = keepAlive;
      return this;
    }

    /**
     * Sets how long a connection is idle before the first probe (TCP_KEEPIDLE).
     *
     * @param keepAliveTime whole seconds, 1 to 32,767; takes effect with {@link #keepAlive}
     * @return this builder
     */
    public Builder keepAliveTime(Duration keepAliveTime) {
      this.keepAliveTime = Checks.wholeSeconds("keepAliveTime", keepAliveTime);
      return this;
    }

    /**
     * Sets how far apart the probes are (TCP_KEEPINTVL).
     *
     * @param keepAliveInterval whole seconds, 1 to 32,767
     * @return this builder
     */
    public Builder keepAliveInterval(Duration keepAliveInterval) {
      this.keepAliveInterval = Checks.wholeSeconds("keepAliveInterval", keepAliveInterval);
      return this;
    }

    /**
     * Sets how many probes may go unanswered before the connection ends (TCP_KEEPCNT).
     *
     * @param keepAliveCount 1 to 127
     * @return this builder
     */
    public Builder keepAliveCount(int keepAliveCount) {
      this.keepAliveCount = Checks.inRange("keepAliveCount", keepAliveCount, 1, 127);
      return this;
    }

    /**
     * Sets how long sent bytes may stay unacknowledged before the connection ends
     * (TCP_USER_TIMEOUT, RFC 5482; Linux).
     *
     * @param userTimeout 1 ms or more
     * @return this builder
     */
    public Builder userTimeout(Duration userTimeout) {
      this.userTimeout = Checks.positive("userTimeout", userTimeout);
      return this;
    }

    /**
     * Sets whether small writes leave at once (TCP_NODELAY, Nagle off).
     *
     * @param noDelay {@code false} to gather small writes
     * @return this builder
     */
    public Builder noDelay(boolean noDelay) {
      this.noDelay = noDelay;
      return this;
    }

    /**
     * Sets the size of the send buffer of the kernel (SO_SNDBUF); setting it turns off its tuning.
     *
     * @param outboundBufferBytes 1,024 to 1,073,741,823 bytes; Linux doubles it
     * @return this builder
     */
    public Builder outboundBufferBytes(int outboundBufferBytes) {
      this.outboundBufferBytes =
          Checks.inRange("outboundBufferBytes", outboundBufferBytes, 1024, 1073741823);
      return this;
    }

    /**
     * Sets the size of the receive buffer of the kernel (SO_RCVBUF); setting it turns off its
     * tuning.
     *
     * @param inboundBufferBytes 1,024 to 1,073,741,823 bytes; Linux doubles it
     * @return this builder
     */
    public Builder inboundBufferBytes(int inboundBufferBytes) {
      this.inboundBufferBytes =
          Checks.inRange("inboundBufferBytes", inboundBufferBytes, 1024, 1073741823);
      return this;
    }

    /**
     * Sets the TTL or hop limit of packets sent (IP_TTL, IPV6_UNICAST_HOPS); without effect on NIO,
     * which cannot set it for TCP.
     *
     * @param outboundUnicastHopLimit 1 to 255
     * @return this builder
     */
    public Builder outboundUnicastHopLimit(int outboundUnicastHopLimit) {
      this.outboundUnicastHopLimit =
          Checks.inRange("outboundUnicastHopLimit", outboundUnicastHopLimit, 1, 255);
      return this;
    }

    /**
     * Sets how urgent the traffic is.
     *
     * @param qualityOfService the urgency
     * @return this builder
     */
    public Builder qualityOfService(SocketQualityOfService qualityOfService) {
      this.qualityOfService = Objects.requireNonNull(qualityOfService, "qualityOfService");
      return this;
    }

    /**
     * Sets whether connection attempts wait for each other instead of racing as Happy Eyeballs (RFC
     * 8305) has them.
     *
     * @param serializeConnectionAttempts {@code true} for one attempt at a time
     * @return this builder
     */
    public Builder serializeConnectionAttempts(boolean serializeConnectionAttempts) {
      this.serializeConnectionAttempts = serializeConnectionAttempts;
      return this;
    }

    /**
     * Sets how long a connection attempt has the field to itself before the next one starts beside
     * it (RFC 8305, 5).
     *
     * @param connectionAttemptDelay 1 ms or more; RFC 8305 recommends 100 ms to 2 s
     * @return this builder
     */
    public Builder connectionAttemptDelay(Duration connectionAttemptDelay) {
      this.connectionAttemptDelay =
          Checks.positive("connectionAttemptDelay", connectionAttemptDelay);
      return this;
    }

    /**
     * Sets how long opening the socket may take in all: resolving, proxy, every attempt.
     *
     * @param connectTimeout more than zero
     * @return this builder
     */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = Checks.positive("connectTimeout", connectTimeout);
      return this;
    }

    /**
     * Sets how long {@link StreamSocket#close()} waits for sends under way before it resets the
     * connection.
     *
     * @param closeTimeout more than zero
     * @return this builder
     */
    public Builder closeTimeout(Duration closeTimeout) {
      this.closeTimeout = Checks.positive("closeTimeout", closeTimeout);
      return this;
    }

    /**
     * Sets how long a connection may pass no byte either way before it ends with {@code
     * OPERATION_TIMED_OUT}.
     *
     * @param idleTimeout 1 ms or more
     * @return this builder
     */
    public Builder idleTimeout(Duration idleTimeout) {
      this.idleTimeout = Checks.positive("idleTimeout", idleTimeout);
      return this;
    }

    /**
     * Sets how many bytes the socket reads beyond what was asked for.
     *
     * @param readAheadBytes 1,024 to 1,073,741,824 bytes
     * @return this builder
     */
    public Builder readAheadBytes(int readAheadBytes) {
      this.readAheadBytes = Checks.inRange("readAheadBytes", readAheadBytes, 1024, 1073741824);
      return this;
    }

    /**
     * Sets how many bytes sends may have under way in this process before they stop asking their
     * publishers for more; one element may exceed it.
     *
     * @param pendingOutboundBytes 1 to 1,073,741,824 bytes
     * @return this builder
     */
    public Builder pendingOutboundBytes(int pendingOutboundBytes) {
      this.pendingOutboundBytes =
          Checks.inRange("pendingOutboundBytes", pendingOutboundBytes, 1, 1073741824);
      return this;
    }

    /**
     * Sets the adapter that the socket is bound to (SO_BINDTODEVICE on Linux; elsewhere an address
     * of the adapter).
     *
     * @param networkAdapter the adapter
     * @return this builder
     */
    public Builder networkAdapter(NetworkAdapter networkAdapter) {
      this.networkAdapter = Objects.requireNonNull(networkAdapter, "networkAdapter");
      return this;
    }

    /**
     * Sets which networks the socket may reach; an attempt at another fails before a packet leaves.
     *
     * @param networkCapabilities the set that is granted
     * @return this builder
     */
    public Builder networkCapabilities(NetworkCapabilities networkCapabilities) {
      this.networkCapabilities = Objects.requireNonNull(networkCapabilities, "networkCapabilities");
      return this;
    }

    /**
     * Sets who is told what the socket does: connecting, handshakes, bytes, closing.
     *
     * @param metrics such as {@code MicrometerSocketMetrics.of(registry)}
     * @return this builder
     */
    public Builder metrics(SocketMetrics metrics) {
      this.metrics = Objects.requireNonNull(metrics, "metrics");
      return this;
    }

    /**
     * Sets what is asked of TLS when the socket is connected with a level, or upgraded.
     *
     * @param tls the control of TLS
     * @return this builder
     */
    public Builder tls(TlsClientControl tls) {
      this.tls = Objects.requireNonNull(tls, "tls");
      return this;
    }

    /**
     * Sets the proxy to connect through.
     *
     * @param proxy the proxy
     * @return this builder
     */
    public Builder proxy(ProxyControl proxy) {
      this.proxy = Objects.requireNonNull(proxy, "proxy");
      return this;
    }

    /**
     * Returns the control.
     *
     * @return an immutable control
     * @throws IllegalArgumentException if two settings contradict each other
     */
    public StreamSocketControl build() {
      return new StreamSocketControl(this);
    }
  }
}
