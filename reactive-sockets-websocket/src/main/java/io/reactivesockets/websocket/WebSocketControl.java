package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.websocket.codec.ReceiveLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a WebSocket, whichever end and kind: limits, deadlines, heartbeat, compression
 * and what to do with slow consumers. Immutable; one control serves any number of WebSockets.
 */
public abstract sealed class WebSocketControl
    permits ClientWebSocketControl, ServerWebSocketControl {

  /** The longest array that every Java runtime can make. */
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final long maxFrameBytes;
  private final int maxMessageBytes;
  private final int maxFragments;
  private final int maxInflatedBytes;
  private final int maxInflationRatio;
  private final int readAheadBytes;
  private final int pendingOutboundBytes;
  private final int maxOutboundFrameBytes;
  private final SlowConsumerPolicy slowConsumerPolicy;
  private final Duration pingInterval;
  private final Duration pongTimeout;
  private final Duration unsolicitedPongInterval;
  private final Duration closeTimeout;
  private final @Nullable PermessageDeflate deflate;
  private final SocketMetrics metrics;

  // The same, as every session of this control has them.
  private final ReceiveLimits limits;
  private final HeartbeatSettings heartbeat;

  WebSocketControl(Builder<?> builder) {
    Builder<?> own = builder;
    maxFrameBytes = own.maxFrameBytes;
    maxMessageBytes = own.maxMessageBytes;
    maxFragments = own.maxFragments;
    maxInflatedBytes = own.maxInflatedBytes;
    maxInflationRatio = own.maxInflationRatio;
    readAheadBytes = own.readAheadBytes;
    pendingOutboundBytes = own.pendingOutboundBytes;
    maxOutboundFrameBytes = own.maxOutboundFrameBytes;
    slowConsumerPolicy = own.slowConsumerPolicy;
    pingInterval = own.pingInterval;
    pongTimeout = own.pongTimeout;
    unsolicitedPongInterval = own.unsolicitedPongInterval;
    closeTimeout = own.closeTimeout;
    deflate = own.deflate;
    metrics = own.metrics;
    limits =
        new ReceiveLimits(
            maxFrameBytes, maxMessageBytes, maxFragments, maxInflatedBytes, maxInflationRatio);
    heartbeat = new HeartbeatSettings(pingInterval, pongTimeout, unsolicitedPongInterval);
  }

  final ReceiveLimits limits() {
    return limits;
  }

  final HeartbeatSettings heartbeat() {
    return heartbeat;
  }

  /**
   * Returns the largest payload of a frame that is taken from the peer; a larger one is refused
   * with 1009. A frame is read as it arrives, whatever its size, so that this limit alone saves no
   * memory.
   *
   * @return bytes, 1 or more; by default no limit
   */
  public final long maxFrameBytes() {
    return maxFrameBytes;
  }

  /**
   * Returns the largest message that is taken from the peer, as it stands on the wire; a larger one
   * is refused with 1009. It holds where messages are delivered whole, not where they are delivered
   * in parts.
   *
   * @return bytes; by default 1,048,576
   */
  public final int maxMessageBytes() {
    return maxMessageBytes;
  }

  /**
   * Returns the most frames that a message may have; with more it is refused with 1009. Where
   * messages are delivered in parts, it is the most empty frames in a row.
   *
   * @return frames; by default 65,536
   */
  public final int maxFragments() {
    return maxFragments;
  }

  /**
   * Returns the largest size to which a compressed message may grow; decompression stops there and
   * the message is refused with 1009. It holds where messages are delivered whole.
   *
   * @return bytes; by default 1,048,576
   */
  public final int maxInflatedBytes() {
    return maxInflatedBytes;
  }

  /**
   * Returns how many times larger than on the wire a compressed message of more than 1,048,576
   * bytes may become; beyond that it is refused with 1009.
   *
   * @return the ratio; by default 500
   */
  public final int maxInflationRatio() {
    return maxInflationRatio;
  }

  /**
   * Returns how much is read while nobody asks for it, so that pings are answered and the close
   * frame is seen while the application is slow. Each message counts 64 bytes more than its
   * payload. Then the connection is read no more until half of it is taken.
   *
   * @return bytes; by default 65,536
   */
  public final int readAheadBytes() {
    return readAheadBytes;
  }

  /**
   * Returns how much may wait to be sent while the peer reads slowly; what happens then is for the
   * {@link #slowConsumerPolicy()} to say. Up to half of it, at most 65,536 bytes, waits as frames
   * ready for the kernel.
   *
   * @return bytes; by default 131,072
   */
  public final int pendingOutboundBytes() {
    return pendingOutboundBytes;
  }

  /**
   * Returns the largest payload of a frame that is sent; a larger message goes out in several,
   * between which pings and pongs may pass.
   *
   * @return bytes; by default no limit
   */
  public final int maxOutboundFrameBytes() {
    return maxOutboundFrameBytes;
  }

  /**
   * Returns what happens to messages for which there is no room to wait.
   *
   * @return the policy; by default {@link SlowConsumerPolicy#waitForRoom()}
   */
  public final SlowConsumerPolicy slowConsumerPolicy() {
    return slowConsumerPolicy;
  }

  /**
   * Returns for how long nothing may be heard until the peer is asked by a ping whether it is there
   * (RFC 6455 section 5.5.2), and how often then.
   *
   * @return the interval, zero for never; by default 30 seconds
   */
  public final Duration pingInterval() {
    return pingInterval;
  }

  /**
   * Returns how long the peer may be silent after a ping; then the WebSocket ends with {@code
   * PEER_UNRESPONSIVE}. Anything that arrives counts, and while we do not read ourselves the time
   * stands still.
   *
   * @return the time; by default 20 seconds
   */
  public final Duration pongTimeout() {
    return pongTimeout;
  }

  /**
   * Returns how often a pong is sent unasked, as a one-way heartbeat (RFC 6455 section 5.5.3).
   *
   * @return the interval, zero for never; by default never
   */
  public final Duration unsolicitedPongInterval() {
    return unsolicitedPongInterval;
  }

  /**
   * Returns how long the closing handshake may take, until TCP is closed; then the connection is
   * cut.
   *
   * @return the time; by default 10 seconds
   */
  public final Duration closeTimeout() {
    return closeTimeout;
  }

  /**
   * Returns whether to compress messages (RFC 7692), if the peer agrees.
   *
   * @return the wishes for it; by default empty, which means no compression
   */
  public final Optional<PermessageDeflate> deflate() {
    return Optional.ofNullable(deflate);
  }

  /**
   * Returns who is told what the WebSocket does. What the connection below does is told to the
   * metrics of its own control.
   *
   * @return by default nobody, {@link SocketMetrics#none()}
   */
  public final SocketMetrics metrics() {
    return metrics;
  }

  /** Adds each setting under its name, for equality and for people. */
  void addTo(Map<String, Object> settings) {
    settings.put("maxFrameBytes", maxFrameBytes);
    settings.put("maxMessageBytes", maxMessageBytes);
    settings.put("maxFragments", maxFragments);
    settings.put("maxInflatedBytes", maxInflatedBytes);
    settings.put("maxInflationRatio", maxInflationRatio);
    settings.put("readAheadBytes", readAheadBytes);
    settings.put("pendingOutboundBytes", pendingOutboundBytes);
    settings.put("maxOutboundFrameBytes", maxOutboundFrameBytes);
    settings.put("slowConsumerPolicy", slowConsumerPolicy);
    settings.put("pingInterval", pingInterval);
    settings.put("pongTimeout", pongTimeout);
    settings.put("unsolicitedPongInterval", unsolicitedPongInterval);
    settings.put("closeTimeout", closeTimeout);
    settings.put("deflate", Optional.ofNullable(deflate));
    settings.put("metrics", metrics);
  }

  final Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    addTo(settings);
    return settings;
  }

  /** Has a builder start from these settings. */
  void copyTo(Builder<?> own) {
    own.maxFrameBytes = maxFrameBytes;
    own.maxMessageBytes = maxMessageBytes;
    own.maxFragments = maxFragments;
    own.maxInflatedBytes = maxInflatedBytes;
    own.maxInflationRatio = maxInflationRatio;
    own.readAheadBytes = readAheadBytes;
    own.pendingOutboundBytes = pendingOutboundBytes;
    own.maxOutboundFrameBytes = maxOutboundFrameBytes;
    own.slowConsumerPolicy = slowConsumerPolicy;
    own.pingInterval = pingInterval;
    own.pongTimeout = pongTimeout;
    own.unsolicitedPongInterval = unsolicitedPongInterval;
    own.closeTimeout = closeTimeout;
    own.deflate = deflate;
    own.metrics = metrics;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof WebSocketControl that
        && getClass().isInstance(that)
        && settings().equals(that.settings());
  }

  @Override
  public final int hashCode() {
    return settings().hashCode();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + settings();
  }

  /**
   * Gathers settings; each starts from its default.
   *
   * @param <B> the builder that is used
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      permits ClientWebSocketControl.Builder, ServerWebSocketControl.Builder {

    private long maxFrameBytes = Long.MAX_VALUE;
    private int maxMessageBytes = 1_048_576;
    private int maxFragments = 65_536;
    private int maxInflatedBytes = 1_048_576;
    private int maxInflationRatio = 500;
    private int readAheadBytes = 65_536;
    private int pendingOutboundBytes = 131_072;
    private int maxOutboundFrameBytes = Integer.MAX_VALUE;
    private SlowConsumerPolicy slowConsumerPolicy = SlowConsumerPolicy.waitForRoom();
    private Duration pingInterval = Duration.ofSeconds(30);
    private Duration pongTimeout = Duration.ofSeconds(20);
    private Duration unsolicitedPongInterval = Duration.ZERO;
    private Duration closeTimeout = Duration.ofSeconds(10);
    private @Nullable PermessageDeflate deflate;
    private SocketMetrics metrics = SocketMetrics.none();

    Builder() {}

    abstract B self();

    /**
     * Sets the largest payload of a frame that is taken from the peer; a larger one is refused with
     * 1009. A frame is read as it arrives, whatever its size, so that this limit alone saves no
     * memory.
     *
     * @param maxFrameBytes bytes, 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public B maxFrameBytes(long maxFrameBytes) {
      this.maxFrameBytes = Checks.atLeast("maxFrameBytes", maxFrameBytes, 1);
      return self();
    }

    /**
     * Sets the largest message that is taken from the peer, as it stands on the wire; a larger one
     * is refused with 1009. It holds where messages are delivered whole, not where they are
     * delivered in parts.
     *
     * @param maxMessageBytes bytes, 1 to 2,147,483,639
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public B maxMessageBytes(int maxMessageBytes) {
      this.maxMessageBytes = Checks.inRange("maxMessageBytes", maxMessageBytes, 1, MAX_ARRAY);
      return self();
    }

    /**
     * Sets the most frames that a message may have; with more it is refused with 1009. Where
     * messages are delivered in parts, it is the most empty frames in a row.
     *
     * @param maxFragments frames, 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public B maxFragments(int maxFragments) {
      this.maxFragments = Checks.inRange("maxFragments", maxFragments, 1, Integer.MAX_VALUE);
      return self();
    }

    /**
     * Sets the largest size to which a compressed message may grow; decompression stops there and
     * the message is refused with 1009. It holds where messages are delivered whole.
     *
     * @param maxInflatedBytes bytes, 1 to 2,147,483,639
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public B maxInflatedBytes(int maxInflatedBytes) {
      this.maxInflatedBytes = Checks.inRange("maxInflatedBytes", maxInflatedBytes, 1, MAX_ARRAY);
      return self();
    }

    /**
     * Sets how many times larger than on the wire a compressed message of more than 1,048,576 bytes
     * may become; beyond that it is refused with 1009.
     *
     * @param maxInflationRatio the ratio, 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public B maxInflationRatio(int maxInflationRatio) {
      this.maxInflationRatio =
          Checks.inRange("maxInflationRatio", maxInflationRatio, 1, Integer.MAX_VALUE);
      return self();
    }

    /**
     * Sets how much is read while nobody asks for it, so that pings are answered and the close
     * frame is seen while the application is slow. Each message counts 64 bytes more than its
     * payload. Then the connection is read no more until half of it is taken.
     *
     * @param readAheadBytes bytes, 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public B readAheadBytes(int readAheadBytes) {
      this.readAheadBytes = Checks.inRange("readAheadBytes", readAheadBytes, 1, Integer.MAX_VALUE);
      return self();
    }

    /**
     * Sets how much may wait to be sent while the peer reads slowly; what happens then is for the
     * {@link #slowConsumerPolicy()} to say. Up to half of it, at most 65,536 bytes, waits as frames
     * ready for the kernel.
     *
     * @param pendingOutboundBytes bytes, 1,024 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 1,024
     */
    public B pendingOutboundBytes(int pendingOutboundBytes) {
      this.pendingOutboundBytes =
          Checks.inRange("pendingOutboundBytes", pendingOutboundBytes, 1_024, Integer.MAX_VALUE);
      return self();
    }

    /**
     * Sets the largest payload of a frame that is sent; a larger message goes out in several,
     * between which pings and pongs may pass.
     *
     * @param maxOutboundFrameBytes bytes, 125 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 125
     */
    public B maxOutboundFrameBytes(int maxOutboundFrameBytes) {
      this.maxOutboundFrameBytes =
          Checks.inRange("maxOutboundFrameBytes", maxOutboundFrameBytes, 125, Integer.MAX_VALUE);
      return self();
    }

    /**
     * Sets what happens to messages for which there is no room to wait. A stream WebSocket takes
     * only the policies of waiting and of closing.
     *
     * @param slowConsumerPolicy the policy
     * @return this
     */
    public B slowConsumerPolicy(SlowConsumerPolicy slowConsumerPolicy) {
      this.slowConsumerPolicy = Objects.requireNonNull(slowConsumerPolicy, "slowConsumerPolicy");
      return self();
    }

    /**
     * Sets for how long nothing may be heard until the peer is asked by a ping whether it is there
     * (RFC 6455 section 5.5.2), and how often then.
     *
     * @param pingInterval the interval, zero for never
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public B pingInterval(Duration pingInterval) {
      this.pingInterval = Checks.atLeast("pingInterval", pingInterval, Duration.ZERO);
      return self();
    }

    /**
     * Sets how long the peer may be silent after a ping; then the WebSocket ends with {@code
     * PEER_UNRESPONSIVE}. Anything that arrives counts, and while we do not read ourselves the time
     * stands still.
     *
     * @param pongTimeout the time, more than zero
     * @return this
     * @throws IllegalArgumentException if it is not more than zero
     */
    public B pongTimeout(Duration pongTimeout) {
      this.pongTimeout = Checks.positive("pongTimeout", pongTimeout);
      return self();
    }

    /**
     * Sets how often a pong is sent unasked, as a one-way heartbeat (RFC 6455 section 5.5.3).
     *
     * @param unsolicitedPongInterval the interval, zero for never
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public B unsolicitedPongInterval(Duration unsolicitedPongInterval) {
      this.unsolicitedPongInterval =
          Checks.atLeast("unsolicitedPongInterval", unsolicitedPongInterval, Duration.ZERO);
      return self();
    }

    /**
     * Sets how long the closing handshake may take, until TCP is closed; then the connection is
     * cut.
     *
     * @param closeTimeout the time, more than zero
     * @return this
     * @throws IllegalArgumentException if it is not more than zero
     */
    public B closeTimeout(Duration closeTimeout) {
      this.closeTimeout = Checks.positive("closeTimeout", closeTimeout);
      return self();
    }

    /**
     * Sets whether to compress messages (RFC 7692), if the peer agrees.
     *
     * @param deflate the wishes for it
     * @return this
     */
    public B deflate(PermessageDeflate deflate) {
      this.deflate = Objects.requireNonNull(deflate, "deflate");
      return self();
    }

    /**
     * Sets who is told what the WebSocket does.
     *
     * @param metrics such as {@code MicrometerSocketMetrics.of(registry)}
     * @return this
     */
    public B metrics(SocketMetrics metrics) {
      this.metrics = Objects.requireNonNull(metrics, "metrics");
      return self();
    }
  }
}
