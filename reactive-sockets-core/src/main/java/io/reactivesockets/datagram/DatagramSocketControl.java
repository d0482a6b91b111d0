package io.reactivesockets.datagram;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.NetworkCapabilities;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.transport.SocketQualityOfService;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a {@link DatagramSocket}: options and bounds. Immutable; one control serves any
 * number of sockets.
 */
public final class DatagramSocketControl {

  private static final int MAX_DATAGRAM_BYTES = 65_535;
  private static final DatagramSocketControl DEFAULTS = builder().build();

  private final @Nullable Transport transport;
  private final @Nullable Integer inboundBufferBytes;
  private final @Nullable Integer outboundBufferBytes;
  private final @Nullable Integer outboundUnicastHopLimit;
  private final SocketQualityOfService qualityOfService;
  private final boolean dontFragment;
  private final boolean broadcast;
  private final boolean multicastOnly;
  private final boolean multicastLoopback;
  private final int multicastHopLimit;
  private final @Nullable NetworkAdapter multicastAdapter;
  private final int readAheadBytes;
  private final DropPolicy dropPolicy;
  private final int maxMessageBytes;
  private final int pendingOutboundBytes;
  private final int sockets;
  private final boolean reusePort;
  private final boolean receiveOffload;
  private final @Nullable NetworkAdapter networkAdapter;
  private final NetworkCapabilities networkCapabilities;
  private final SocketMetrics metrics;
  private final Duration networkWatchInterval;
  private final Duration openTimeout;
  private final Duration closeTimeout;

  private DatagramSocketControl(Builder builder) {
    this.transport = builder.transport;
    this.inboundBufferBytes = builder.inboundBufferBytes;
    this.outboundBufferBytes = builder.outboundBufferBytes;
    this.outboundUnicastHopLimit = builder.outboundUnicastHopLimit;
    this.qualityOfService = builder.qualityOfService;
    this.dontFragment = builder.dontFragment;
    this.broadcast = builder.broadcast;
    this.multicastOnly = builder.multicastOnly;
    this.multicastLoopback = builder.multicastLoopback;
    this.multicastHopLimit = builder.multicastHopLimit;
    this.multicastAdapter = builder.multicastAdapter;
    this.readAheadBytes = builder.readAheadBytes;
    this.dropPolicy = builder.dropPolicy;
    this.maxMessageBytes = builder.maxMessageBytes;
    this.pendingOutboundBytes = builder.pendingOutboundBytes;
    this.sockets = builder.sockets;
    this.reusePort = builder.reusePort;
    this.receiveOffload = builder.receiveOffload;
    this.networkAdapter = builder.networkAdapter;
    this.networkCapabilities = builder.networkCapabilities;
    this.metrics = builder.metrics;
    this.networkWatchInterval = builder.networkWatchInterval;
    this.openTimeout = builder.openTimeout;
    this.closeTimeout = builder.closeTimeout;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static DatagramSocketControl defaults() {
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
    builder.inboundBufferBytes = inboundBufferBytes;
    builder.outboundBufferBytes = outboundBufferBytes;
    builder.outboundUnicastHopLimit = outboundUnicastHopLimit;
    builder.qualityOfService = qualityOfService;
    builder.dontFragment = dontFragment;
    builder.broadcast = broadcast;
    builder.multicastOnly = multicastOnly;
    builder.multicastLoopback = multicastLoopback;
    builder.multicastHopLimit = multicastHopLimit;
    builder.multicastAdapter = multicastAdapter;
    builder.readAheadBytes = readAheadBytes;
    builder.dropPolicy = dropPolicy;
    builder.maxMessageBytes = maxMessageBytes;
    builder.pendingOutboundBytes = pendingOutboundBytes;
    builder.sockets = sockets;
    builder.reusePort = reusePort;
    builder.receiveOffload = receiveOffload;
    builder.networkAdapter = networkAdapter;
    builder.networkCapabilities = networkCapabilities;
    builder.metrics = metrics;
    builder.networkWatchInterval = networkWatchInterval;
    builder.openTimeout = openTimeout;
    builder.closeTimeout = closeTimeout;
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
   * Returns the size of the receive buffer of the kernel (SO_RCVBUF), which holds what arrives
   * while nobody reads.
   *
   * @return by default empty: 4 MiB, or what the system allows of it, if that is more than its
   *     default
   */
  public OptionalInt inboundBufferBytes() {
    return Checks.optional(inboundBufferBytes);
  }

  /**
   * Returns the size of the send buffer of the kernel (SO_SNDBUF).
   *
   * @return by default empty: what the system has
   */
  public OptionalInt outboundBufferBytes() {
    return Checks.optional(outboundBufferBytes);
  }

  /**
   * Returns the TTL or hop limit of unicast datagrams (IP_TTL, IPV6_UNICAST_HOPS); without effect
   * on NIO, which cannot set it.
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
   * Returns whether a datagram larger than the path allows fails with {@code MESSAGE_TOO_LONG}
   * instead of being fragmented (IP_MTU_DISCOVER, IPV6_MTU_DISCOVER; IP_DONTFRAGMENT on NIO from
   * Java 19).
   *
   * @return by default {@code false}
   */
  public boolean dontFragment() {
    return dontFragment;
  }

  /**
   * Returns whether datagrams may go to broadcast addresses (SO_BROADCAST).
   *
   * @return by default {@code false}
   */
  public boolean broadcast() {
    return broadcast;
  }

  /**
   * Returns whether the port may be shared with other sockets that allow the same, each of which
   * gets the multicast groups it joins (SO_REUSEADDR).
   *
   * @return by default {@code false}
   */
  public boolean multicastOnly() {
    return multicastOnly;
  }

  /**
   * Returns whether multicast datagrams sent here also reach members on this host
   * (IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP).
   *
   * @return by default {@code true}
   */
  public boolean multicastLoopback() {
    return multicastLoopback;
  }

  /**
   * Returns the TTL or hop limit of multicast datagrams (IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS).
   *
   * @return by default 1: the local network
   */
  public int multicastHopLimit() {
    return multicastHopLimit;
  }

  /**
   * Returns the adapter that multicast datagrams leave by, and on which groups are joined unless
   * said otherwise (IP_MULTICAST_IF, IPV6_MULTICAST_IF).
   *
   * @return by default empty: {@link #networkAdapter()}, or else what the routes say
   */
  public Optional<NetworkAdapter> multicastAdapter() {
    return Optional.ofNullable(multicastAdapter);
  }

  /**
   * Returns how many bytes of datagrams are kept while nobody asks for them; each counts with its
   * length and 128 bytes more for what is around it.
   *
   * @return by default 1,048,576 bytes
   */
  public int readAheadBytes() {
    return readAheadBytes;
  }

  /**
   * Returns which datagrams are dropped, and counted, when the read-ahead is full.
   *
   * @return by default {@link DropPolicy#NEWEST}
   */
  public DropPolicy dropPolicy() {
    return dropPolicy;
  }

  /**
   * Returns how many bytes of a datagram are delivered; a longer one is cut there, and says so.
   *
   * @return by default 65,535: every datagram is whole
   */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /**
   * Returns how many bytes sends may have under way in this process before they stop asking their
   * publishers for more; one datagram may exceed it.
   *
   * @return by default 131,072 bytes
   */
  public int pendingOutboundBytes() {
    return pendingOutboundBytes;
  }

  /**
   * Returns how many sockets of the system share the port, each with an event loop of its own
   * (SO_REUSEPORT); the kernel gives all datagrams of one sender to the same one, so that their
   * order holds.
   *
   * @return by default 1
   */
  public int sockets() {
    return sockets;
  }

  /**
   * Returns whether other sockets of the same user may bind the same port, among which the kernel
   * spreads the senders (SO_REUSEPORT).
   *
   * @return by default {@code false}
   */
  public boolean reusePort() {
    return reusePort;
  }

  /**
   * Returns whether the kernel may keep datagrams joined that arrive together, which makes
   * receiving many of them much cheaper (UDP_GRO; epoll); each is delivered on its own all the
   * same.
   *
   * @return by default {@code true}
   */
  public boolean receiveOffload() {
    return receiveOffload;
  }

  /**
   * Returns the adapter that the socket is confined to (SO_BINDTODEVICE on Linux; elsewhere an
   * address of the adapter).
   *
   * @return by default empty: all
   */
  public Optional<NetworkAdapter> networkAdapter() {
    return Optional.ofNullable(networkAdapter);
  }

  /**
   * Returns which networks the socket may send to and receive from; a send to another fails before
   * a packet leaves, and what comes from another is dropped and counted as denied.
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
   * Returns how often the adapters are looked at while multicast groups are joined, so that groups
   * are joined again on an adapter that was removed and came back. Where the system tells of
   * changes they are looked at then, too: see {@link
   * io.reactivesockets.host.NetworkInformation#changes}.
   *
   * @return by default 5 seconds
   */
  public Duration networkWatchInterval() {
    return networkWatchInterval;
  }

  /**
   * Returns how long finding addresses may take, when opening the socket and when sending to a
   * name.
   *
   * @return by default 30 seconds
   */
  public Duration openTimeout() {
    return openTimeout;
  }

  /**
   * Returns how long {@link DatagramSocket#close()} waits for sends under way.
   *
   * @return by default 10 seconds
   */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatagramSocketControl that
        && Objects.equals(transport, that.transport)
        && Objects.equals(inboundBufferBytes, that.inboundBufferBytes)
        && Objects.equals(outboundBufferBytes, that.outboundBufferBytes)
        && Objects.equals(outboundUnicastHopLimit, that.outboundUnicastHopLimit)
        && qualityOfService == that.qualityOfService
        && dontFragment == that.dontFragment
        && broadcast == that.broadcast
        && multicastOnly == that.multicastOnly
        && multicastLoopback == that.multicastLoopback
        && multicastHopLimit == that.multicastHopLimit
        && Objects.equals(multicastAdapter, that.multicastAdapter)
        && readAheadBytes == that.readAheadBytes
        && dropPolicy == that.dropPolicy
        && maxMessageBytes == that.maxMessageBytes
        && pendingOutboundBytes == that.pendingOutboundBytes
        && sockets == that.sockets
        && reusePort == that.reusePort
        && receiveOffload == that.receiveOffload
        && Objects.equals(networkAdapter, that.networkAdapter)
        && networkCapabilities.equals(that.networkCapabilities)
        && metrics.equals(that.metrics)
        && networkWatchInterval.equals(that.networkWatchInterval)
        && openTimeout.equals(that.openTimeout)
        && closeTimeout.equals(that.closeTimeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        transport,
        inboundBufferBytes,
        outboundBufferBytes,
        outboundUnicastHopLimit,
        qualityOfService,
        dontFragment,
        broadcast,
        multicastOnly,
        multicastLoopback,
        multicastHopLimit,
        multicastAdapter,
        readAheadBytes,
        dropPolicy,
        maxMessageBytes,
        pendingOutboundBytes,
        sockets,
        reusePort,
        receiveOffload,
        networkAdapter,
        networkCapabilities,
        metrics,
        networkWatchInterval,
        openTimeout,
        closeTimeout);
  }

  @Override
  public String toString() {
    return "DatagramSocketControl[transport="
        + transport
        + ", inboundBufferBytes="
        + inboundBufferBytes
        + ", outboundBufferBytes="
        + outboundBufferBytes
        + ", outboundUnicastHopLimit="
        + outboundUnicastHopLimit
        + ", qualityOfService="
        + qualityOfService
        + ", dontFragment="
        + dontFragment
        + ", broadcast="
        + broadcast
        + ", multicastOnly="
        + multicastOnly
        + ", multicastLoopback="
        + multicastLoopback
        + ", multicastHopLimit="
        + multicastHopLimit
        + ", multicastAdapter="
        + multicastAdapter
        + ", readAheadBytes="
        + readAheadBytes
        + ", dropPolicy="
        + dropPolicy
        + ", maxMessageBytes="
        + maxMessageBytes
        + ", pendingOutboundBytes="
        + pendingOutboundBytes
        + ", sockets="
        + sockets
        + ", reusePort="
        + reusePort
        + ", receiveOffload="
        + receiveOffload
        + ", networkAdapter="
        + networkAdapter
        + ", networkCapabilities="
        + networkCapabilities
        + ", metrics="
        + metrics
        + ", networkWatchInterval="
        + networkWatchInterval
        + ", openTimeout="
        + openTimeout
        + ", closeTimeout="
        + closeTimeout
        + "]";
  }

  /** Builds a {@link DatagramSocketControl}. */
  public static final class Builder {
    private @Nullable Transport transport;
    private @Nullable Integer inboundBufferBytes;
    private @Nullable Integer outboundBufferBytes;
    private @Nullable Integer outboundUnicastHopLimit;
    private SocketQualityOfService qualityOfService = SocketQualityOfService.NORMAL;
    private boolean dontFragment = false;
    private boolean broadcast = false;
    private boolean multicastOnly = false;
    private boolean multicastLoopback = true;
    private int multicastHopLimit = 1;
    private @Nullable NetworkAdapter multicastAdapter;
    private int readAheadBytes = 1_048_576;
    private DropPolicy dropPolicy = DropPolicy.NEWEST;
    private int maxMessageBytes = MAX_DATAGRAM_BYTES;
    private int pendingOutboundBytes = 131_072;
    private int sockets = 1;
    private boolean reusePort = false;
    private boolean receiveOffload = true;
    private @Nullable NetworkAdapter networkAdapter;
    private NetworkCapabilities networkCapabilities = NetworkCapabilities.all();
    private SocketMetrics metrics = SocketMetrics.none();
    private Duration networkWatchInterval = Duration.ofSeconds(5);
    private Duration openTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(10);

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
     * Sets the size of the receive buffer of the kernel (SO_RCVBUF), which holds what arrives while
     * nobody reads.
     *
     * @param inboundBufferBytes 1,024 to 1,073,741,823 bytes; Linux doubles it, and keeps to
     *     net.core.rmem_max without CAP_NET_ADMIN
     * @return this builder
     */
    public Builder inboundBufferBytes(int inboundBufferBytes) {
      this.inboundBufferBytes =
          Checks.inRange("inboundBufferBytes", inboundBufferBytes, 1024, 1_073_741_823);
      return this;
    }

    /**
     * Sets the size of the send buffer of the kernel (SO_SNDBUF).
     *
     * @param outboundBufferBytes 1,024 to 1,073,741,823 bytes; Linux doubles it, and keeps to
     *     net.core.wmem_max
     * @return this builder
     */
    public Builder outboundBufferBytes(int outboundBufferBytes) {
      this.outboundBufferBytes =
          Checks.inRange("outboundBufferBytes", outboundBufferBytes, 1024, 1_073_741_823);
      return this;
    }

    /**
     * Sets the TTL or hop limit of unicast datagrams (IP_TTL, IPV6_UNICAST_HOPS); without effect on
     * NIO, which cannot set it.
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
     * Sets whether a datagram larger than the path allows fails with {@code MESSAGE_TOO_LONG}
     * instead of being fragmented (IP_MTU_DISCOVER, IPV6_MTU_DISCOVER; IP_DONTFRAGMENT on NIO from
     * Java 19).
     *
     * @param dontFragment {@code true} to send no fragments; opening fails with {@code
     *     OPERATION_NOT_SUPPORTED} where that cannot be had
     * @return this builder
     */
    public Builder dontFragment(boolean dontFragment) {
      this.dontFragment = dontFragment;
      return this;
    }

    /**
     * Sets whether datagrams may go to broadcast addresses (SO_BROADCAST).
     *
     * @param broadcast whether they may
     * @return this builder
     */
    public Builder broadcast(boolean broadcast) {
      this.broadcast = broadcast;
      return this;
    }

    /**
     * Sets whether the port may be shared with other sockets that allow the same, each of which
     * gets the multicast groups it joins (SO_REUSEADDR).
     *
     * @param multicastOnly whether to share
     * @return this builder
     */
    public Builder multicastOnly(boolean multicastOnly) {
      this.multicastOnly = multicastOnly;
      return this;
    }

    /**
     * Sets whether multicast datagrams sent here also reach members on this host
     * (IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP).
     *
     * @param multicastLoopback whether they do
     * @return this builder
     */
    public Builder multicastLoopback(boolean multicastLoopback) {
      this.multicastLoopback = multicastLoopback;
      return this;
    }

    /**
     * Sets the TTL or hop limit of multicast datagrams (IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS).
     *
     * @param multicastHopLimit 0 to 255; 0 stays on this host
     * @return this builder
     */
    public Builder multicastHopLimit(int multicastHopLimit) {
      this.multicastHopLimit = Checks.inRange("multicastHopLimit", multicastHopLimit, 0, 255);
      return this;
    }

    /**
     * Sets the adapter that multicast datagrams leave by, and on which groups are joined unless
     * said otherwise (IP_MULTICAST_IF, IPV6_MULTICAST_IF).
     *
     * @param multicastAdapter the adapter
     * @return this builder
     */
    public Builder multicastAdapter(NetworkAdapter multicastAdapter) {
      this.multicastAdapter = Objects.requireNonNull(multicastAdapter, "multicastAdapter");
      return this;
    }

    /**
     * Sets how many bytes of datagrams are kept while nobody asks for them; each counts with its
     * length and 128 bytes more for what is around it.
     *
     * @param readAheadBytes 1,024 to 1,073,741,824 bytes
     * @return this builder
     */
    public Builder readAheadBytes(int readAheadBytes) {
      this.readAheadBytes = Checks.inRange("readAheadBytes", readAheadBytes, 1024, 1_073_741_824);
      return this;
    }

    /**
     * Sets which datagrams are dropped, and counted, when the read-ahead is full.
     *
     * @param dropPolicy the policy
     * @return this builder
     */
    public Builder dropPolicy(DropPolicy dropPolicy) {
      this.dropPolicy = Objects.requireNonNull(dropPolicy, "dropPolicy");
      return this;
    }

    /**
     * Sets how many bytes of a datagram are delivered; a longer one is cut there, and says so.
     *
     * @param maxMessageBytes 0 to 65,535 bytes
     * @return this builder
     */
    public Builder maxMessageBytes(int maxMessageBytes) {
      this.maxMessageBytes =
          Checks.inRange("maxMessageBytes", maxMessageBytes, 0, MAX_DATAGRAM_BYTES);
      return this;
    }

    /**
     * Sets how many bytes sends may have under way in this process before they stop asking their
     * publishers for more; one datagram may exceed it.
     *
     * @param pendingOutboundBytes 1 to 1,073,741,824 bytes
     * @return this builder
     */
    public Builder pendingOutboundBytes(int pendingOutboundBytes) {
      this.pendingOutboundBytes =
          Checks.inRange("pendingOutboundBytes", pendingOutboundBytes, 1, 1_073_741_824);
      return this;
    }

    /**
     * Sets how many sockets of the system share the port, each with an event loop of its own
     * (SO_REUSEPORT); the kernel gives all datagrams of one sender to the same one, so that their
     * order holds.
     *
     * @param sockets 1 to 64; more than 1 sets {@link #reusePort} and needs a native transport or
     *     NIO on Linux
     * @return this builder
     */
    public Builder sockets(int sockets) {
      this.sockets = Checks.inRange("sockets", sockets, 1, 64);
      return this;
    }

    /**
     * Sets whether other sockets of the same user may bind the same port, among which the kernel
     * spreads the senders (SO_REUSEPORT).
     *
     * @param reusePort whether they may
     * @return this builder
     */
    public Builder reusePort(boolean reusePort) {
      this.reusePort = reusePort;
      return this;
    }

    /**
     * Sets whether the kernel may keep datagrams joined that arrive together, which makes receiving
     * many of them much cheaper (UDP_GRO; epoll); each is delivered on its own all the same.
     *
     * @param receiveOffload {@code false} for a kernel that counts each single datagram when it
     *     drops many at a time
     * @return this builder
     */
    public Builder receiveOffload(boolean receiveOffload) {
      this.receiveOffload = receiveOffload;
      return this;
    }

    /**
     * Sets the adapter that the socket is confined to (SO_BINDTODEVICE on Linux; elsewhere an
     * address of the adapter).
     *
     * @param networkAdapter the adapter
     * @return this builder
     */
    public Builder networkAdapter(NetworkAdapter networkAdapter) {
      this.networkAdapter = Objects.requireNonNull(networkAdapter, "networkAdapter");
      return this;
    }

    /**
     * Sets which networks the socket may send to and receive from; a send to another fails before a
     * packet leaves, and what comes from another is dropped and counted as denied.
     *
     * @param networkCapabilities the set that is granted
     * @return this builder
     */
    public Builder networkCapabilities(NetworkCapabilities networkCapabilities) {
      this.networkCapabilities = Objects.requireNonNull(networkCapabilities, "networkCapabilities");
      return this;
    }

    /**
     * Sets who is told what the socket does: opening, bytes, drops, closing.
     *
     * @param metrics such as {@code MicrometerSocketMetrics.of(registry)}
     * @return this builder
     */
    public Builder metrics(SocketMetrics metrics) {
      this.metrics = Objects.requireNonNull(metrics, "metrics");
      return this;
    }

    /**
     * Sets {@link DatagramSocketControl#networkWatchInterval()}.
     *
     * @param networkWatchInterval 100 ms or more
     * @return this builder
     */
    public Builder networkWatchInterval(Duration networkWatchInterval) {
      this.networkWatchInterval =
          Checks.atLeast("networkWatchInterval", networkWatchInterval, Duration.ofMillis(100));
      return this;
    }

    /**
     * Sets how long finding addresses may take, when opening the socket and when sending to a name.
     *
     * @param openTimeout 1 ms or more
     * @return this builder
     */
    public Builder openTimeout(Duration openTimeout) {
      this.openTimeout = Checks.positive("openTimeout", openTimeout);
      return this;
    }

    /**
     * Sets how long {@link DatagramSocket#close()} waits for sends under way.
     *
     * @param closeTimeout 1 ms or more
     * @return this builder
     */
    public Builder closeTimeout(Duration closeTimeout) {
      this.closeTimeout = Checks.positive("closeTimeout", closeTimeout);
      return this;
    }

    /**
     * Returns the control.
     *
     * @return an immutable control
     */
    public DatagramSocketControl build() {
      return new DatagramSocketControl(this);
    }
  }
}
