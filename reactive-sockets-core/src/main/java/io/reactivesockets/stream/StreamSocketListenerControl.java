package io.reactivesockets.stream;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.NetworkCapabilities;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.transport.SocketQualityOfService;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of a {@link StreamSocketListener} and of the sockets it accepts. Immutable. */
public final class StreamSocketListenerControl {

  private static final StreamSocketListenerControl DEFAULTS = builder().build();

  private final @Nullable Transport transport;
  private final StreamSocketControl accepted;
  private final int backlog;
  private final boolean reuseAddress;
  private final int acceptors;
  private final boolean reusePort;
  private final ProxyProtocol proxyProtocol;
  private final Duration proxyProtocolTimeout;
  private final @Nullable NetworkAdapter networkAdapter;
  private final NetworkCapabilities networkCapabilities;
  private final @Nullable TlsServerControl tls;
  private final int maxPendingHandshakes;

  private StreamSocketListenerControl(Builder builder) {
    this.transport = builder.transport;
    this.accepted = builder.accepted;
    this.backlog = builder.backlog;
    this.reuseAddress = builder.reuseAddress;
    this.acceptors = builder.acceptors;
    this.reusePort = builder.reusePort;
    this.proxyProtocol = builder.proxyProtocol;
    this.proxyProtocolTimeout = builder.proxyProtocolTimeout;
    this.networkAdapter = builder.networkAdapter;
    this.networkCapabilities = builder.networkCapabilities;
    this.tls = builder.tls;
    this.maxPendingHandshakes = builder.maxPendingHandshakes;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static StreamSocketListenerControl defaults() {
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
    builder.accepted = accepted;
    builder.backlog = backlog;
    builder.reuseAddress = reuseAddress;
    builder.acceptors = acceptors;
    builder.reusePort = reusePort;
    builder.proxyProtocol = proxyProtocol;
    builder.proxyProtocolTimeout = proxyProtocolTimeout;
    builder.networkAdapter = networkAdapter;
    builder.networkCapabilities = networkCapabilities;
    builder.tls = tls;
    builder.maxPendingHandshakes = maxPendingHandshakes;
    return builder;
  }

  /**
   * Returns the transport the listener stands on.
   *
   * @return by default empty, which means {@link Transport#system()} when the listener is bound
   */
  public Optional<Transport> transport() {
    return Optional.ofNullable(transport);
  }

  /**
   * Returns the options of accepted sockets.
   *
   * @return by default every default
   */
  public StreamSocketControl accepted() {
    return accepted;
  }

  /**
   * Returns how many connections may wait in the kernel to be accepted; the system may lower it.
   *
   * @return by default 1,024
   */
  public int backlog() {
    return backlog;
  }

  /**
   * Returns whether the address may be bound while old connections linger on it (SO_REUSEADDR).
   *
   * @return by default {@code true}
   */
  public boolean reuseAddress() {
    return reuseAddress;
  }

  /**
   * Returns how many sockets listen on the port side by side, each on an event loop of its own
   * (SO_REUSEPORT).
   *
   * @return by default 1
   */
  public int acceptors() {
    return acceptors;
  }

  /**
   * Returns whether other listeners, also of other processes of the same user, may share the port
   * (SO_REUSEPORT).
   *
   * @return by default {@code false}
   */
  public boolean reusePort() {
    return reusePort;
  }

  /**
   * Returns whether connections begin with the header of a load balancer.
   *
   * @return by default {@link ProxyProtocol#OFF}
   */
  public ProxyProtocol proxyProtocol() {
    return proxyProtocol;
  }

  /**
   * Returns how long the header of the PROXY protocol may take.
   *
   * @return by default 5 seconds
   */
  public Duration proxyProtocolTimeout() {
    return proxyProtocolTimeout;
  }

  /**
   * Returns the adapter that the listener is bound to.
   *
   * @return by default empty: every adapter that has the address
   */
  public Optional<NetworkAdapter> networkAdapter() {
    return Optional.ofNullable(networkAdapter);
  }

  /**
   * Returns from which networks connections are taken; others are closed at once.
   *
   * @return by default all
   */
  public NetworkCapabilities networkCapabilities() {
    return networkCapabilities;
  }

  /**
   * Returns what is asked of TLS when the listener is bound with a level, or an accepted socket is
   * upgraded.
   *
   * @return by default empty: neither is possible, for lack of credentials
   */
  public Optional<TlsServerControl> tls() {
    return Optional.ofNullable(tls);
  }

  /**
   * Returns how many connections of a TLS listener may be in their handshake at a time; further
   * ones wait in the backlog.
   *
   * @return by default 1,024
   */
  public int maxPendingHandshakes() {
    return maxPendingHandshakes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamSocketListenerControl that
        && Objects.equals(transport, that.transport)
        && accepted.equals(that.accepted)
        && backlog == that.backlog
        && reuseAddress == that.reuseAddress
        && acceptors == that.acceptors
        && reusePort == that.reusePort
        && proxyProtocol == that.proxyProtocol
        && proxyProtocolTimeout.equals(that.proxyProtocolTimeout)
        && Objects.equals(networkAdapter, that.networkAdapter)
        && networkCapabilities.equals(that.networkCapabilities)
        && Objects.equals(tls, that.tls)
        && maxPendingHandshakes == that.maxPendingHandshakes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        transport,
        accepted,
        backlog,
        reuseAddress,
        acceptors,
        reusePort,
        proxyProtocol,
        proxyProtocolTimeout,
        networkAdapter,
        networkCapabilities,
        tls,
        maxPendingHandshakes);
  }

  @Override
  public String toString() {
    return "StreamSocketListenerControl[transport="
        + transport
        + ", accepted="
        + accepted
        + ", backlog="
        + backlog
        + ", reuseAddress="
        + reuseAddress
        + ", acceptors="
        + acceptors
        + ", reusePort="
        + reusePort
        + ", proxyProtocol="
        + proxyProtocol
        + ", proxyProtocolTimeout="
        + proxyProtocolTimeout
        + ", networkAdapter="
        + networkAdapter
        + ", networkCapabilities="
        + networkCapabilities
        + ", tls="
        + tls
        + ", maxPendingHandshakes="
        + maxPendingHandshakes
        + "]";
  }

  /** Builds a {@link StreamSocketListenerControl}. */
  public static final class Builder {
    private @Nullable Transport transport;
    private StreamSocketControl accepted = StreamSocketControl.defaults();
    private int backlog = 1_024;
    private boolean reuseAddress = true;
    private int acceptors = 1;
    private boolean reusePort = false;
    private ProxyProtocol proxyProtocol = ProxyProtocol.OFF;
    private Duration proxyProtocolTimeout = Duration.ofSeconds(5);
    private @Nullable NetworkAdapter networkAdapter;
    private NetworkCapabilities networkCapabilities = NetworkCapabilities.all();
    private @Nullable TlsServerControl tls;
    private int maxPendingHandshakes = 1_024;

    private Builder() {}

    /**
     * Sets the transport the listener stands on.
     *
     * @param transport the transport
     * @return this builder
     */
    public Builder transport(Transport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * Sets the options of accepted sockets.
     *
     * @param accepted the options; transport, addresses, connect deadline and proxy have no meaning
     *     here
     * @return this builder
     */
    public Builder accepted(StreamSocketControl accepted) {
      this.accepted = Objects.requireNonNull(accepted, "accepted");
      return this;
    }

    /**
     * Sets how many connections may wait in the kernel to be accepted; the system may lower it.
     *
     * @param backlog 1 to 65,535
     * @return this builder
     */
    public Builder backlog(int backlog) {
      this.backlog = Checks.inRange("backlog", backlog, 1, 65535);
      return this;
    }

    /**
     * Sets whether the address may be bound while old connections linger on it (SO_REUSEADDR).
     *
     * @param reuseAddress whether to
     * @return this builder
     */
    public Builder reuseAddress(boolean reuseAddress) {
      this.reuseAddress = reuseAddress;
      return this;
    }

    /**
     * Sets how many sockets listen on the port side by side, each on an event loop of its own
     * (SO_REUSEPORT).
     *
     * @param acceptors 1 to 1,024; more than 1 needs a transport with SO_REUSEPORT
     * @return this builder
     */
    public Builder acceptors(int acceptors) {
      this.acceptors = Checks.inRange("acceptors", acceptors, 1, 1024);
      return this;
    }

    /**
     * Sets whether other listeners, also of other processes of the same user, may share the port
     * (SO_REUSEPORT).
     *
     * @param reusePort whether to share
     * @return this builder
     */
    public Builder reusePort(boolean reusePort) {
      this.reusePort = reusePort;
      return this;
    }

    /**
     * Sets whether connections begin with the header of a load balancer.
     *
     * @param proxyProtocol what to expect
     * @return this builder
     */
    public Builder proxyProtocol(ProxyProtocol proxyProtocol) {
      this.proxyProtocol = Objects.requireNonNull(proxyProtocol, "proxyProtocol");
      return this;
    }

    /**
     * Sets how long the header of the PROXY protocol may take.
     *
     * @param proxyProtocolTimeout more than zero
     * @return this builder
     */
    public Builder proxyProtocolTimeout(Duration proxyProtocolTimeout) {
      this.proxyProtocolTimeout = Checks.positive("proxyProtocolTimeout", proxyProtocolTimeout);
      return this;
    }

    /**
     * Sets the adapter that the listener is bound to.
     *
     * @param networkAdapter the adapter
     * @return this builder
     */
    public Builder networkAdapter(NetworkAdapter networkAdapter) {
      this.networkAdapter = Objects.requireNonNull(networkAdapter, "networkAdapter");
      return this;
    }

    /**
     * Sets from which networks connections are taken; others are closed at once.
     *
     * @param networkCapabilities the set that is granted
     * @return this builder
     */
    public Builder networkCapabilities(NetworkCapabilities networkCapabilities) {
      this.networkCapabilities = Objects.requireNonNull(networkCapabilities, "networkCapabilities");
      return this;
    }

    /**
     * Sets whether TCP probes an idle peer of accepted sockets; the same as in {@link #accepted}.
     *
     * @param keepAlive whether to probe
     * @return this builder
     */
    public Builder keepAlive(boolean keepAlive) {
      this.accepted = accepted.toBuilder().keepAlive(keepAlive).build();
      return this;
    }

    /**
     * Sets whether small writes leave at once of accepted sockets; the same as in {@link
     * #accepted}.
     *
     * @param noDelay {@code false} to gather small writes
     * @return this builder
     */
    public Builder noDelay(boolean noDelay) {
      this.accepted = accepted.toBuilder().noDelay(noDelay).build();
      return this;
    }

    /**
     * Sets the size of the send buffer of accepted sockets; the same as in {@link #accepted}.
     *
     * @param outboundBufferBytes 1,024 to 1,073,741,823 bytes
     * @return this builder
     */
    public Builder outboundBufferBytes(int outboundBufferBytes) {
      this.accepted = accepted.toBuilder().outboundBufferBytes(outboundBufferBytes).build();
      return this;
    }

    /**
     * Sets the TTL or hop limit of accepted sockets; the same as in {@link #accepted}.
     *
     * @param outboundUnicastHopLimit 1 to 255
     * @return this builder
     */
    public Builder outboundUnicastHopLimit(int outboundUnicastHopLimit) {
      this.accepted = accepted.toBuilder().outboundUnicastHopLimit(outboundUnicastHopLimit).build();
      return this;
    }

    /**
     * Sets the urgency of accepted sockets; the same as in {@link #accepted}.
     *
     * @param qualityOfService the urgency
     * @return this builder
     */
    public Builder qualityOfService(SocketQualityOfService qualityOfService) {
      this.accepted = accepted.toBuilder().qualityOfService(qualityOfService).build();
      return this;
    }

    /**
     * Sets what is asked of TLS when the listener is bound with a level, or an accepted socket is
     * upgraded.
     *
     * @param tls the control of TLS, with the credentials of the server
     * @return this builder
     */
    public Builder tls(TlsServerControl tls) {
      this.tls = Objects.requireNonNull(tls, "tls");
      return this;
    }

    /**
     * Sets how many connections of a TLS listener may be in their handshake at a time. While one
     * connection is asked for, this many are accepted, so that those who stall do not hold up the
     * others; what finishes beyond the demand waits for it.
     *
     * @param maxPendingHandshakes 1 or more
     * @return this builder
     */
    public Builder maxPendingHandshakes(int maxPendingHandshakes) {
      this.maxPendingHandshakes =
          Checks.inRange("maxPendingHandshakes", maxPendingHandshakes, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Returns the control.
     *
     * @return an immutable control
     * @throws IllegalArgumentException if two settings contradict each other
     */
    public StreamSocketListenerControl build() {
      return new StreamSocketListenerControl(this);
    }
  }
}
