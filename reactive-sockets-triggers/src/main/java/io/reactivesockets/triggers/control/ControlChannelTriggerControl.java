package io.reactivesockets.triggers.control;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.channel.ReconnectPolicy;
import io.reactivesockets.error.SocketOperationException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/** What is asked of one channel. Immutable. */
public final class ControlChannelTriggerControl {

  private static final ControlChannelTriggerControl DEFAULTS = builder().build();

  private final Duration serverKeepAliveInterval;
  private final ControlChannelTriggerResourceType resourceType;
  private final Duration replyTimeout;
  private final boolean reconnect;
  private final ReconnectPolicy reconnectPolicy;

  private ControlChannelTriggerControl(Builder builder) {
    this.serverKeepAliveInterval = builder.serverKeepAliveInterval;
    this.resourceType = builder.resourceType;
    this.replyTimeout = builder.replyTimeout;
    this.reconnect = builder.reconnect;
    this.reconnectPolicy =
        new ReconnectPolicy(
            builder.firstDelay,
            builder.maxDelay,
            builder.jitter,
            builder.maxFailures,
            builder.retryErrors);
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static ControlChannelTriggerControl defaults() {
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
    builder.serverKeepAliveInterval = serverKeepAliveInterval;
    builder.resourceType = resourceType;
    builder.replyTimeout = replyTimeout;
    builder.reconnect = reconnect;
    builder.firstDelay = reconnectPolicy.firstDelay();
    builder.maxDelay = reconnectPolicy.maxDelay();
    builder.jitter = reconnectPolicy.jitter();
    builder.maxFailures = reconnectPolicy.maxFailures();
    builder.retryErrors = reconnectPolicy.retryErrors();
    return builder;
  }

  /**
   * Returns how long the server lets a connection be silent, less a little: the channel is never
   * silent for longer. The namespace allows 15 to 1439 minutes; here it may be anything from 50
   * milliseconds.
   *
   * @return the interval; by default 25 minutes
   */
  public Duration serverKeepAliveInterval() {
    return serverKeepAliveInterval;
  }

  /**
   * Returns which kind of slot is asked for.
   *
   * @return by default a software slot
   */
  public ControlChannelTriggerResourceType resourceType() {
    return resourceType;
  }

  /**
   * Returns how long the answer to a keep-alive may take; then the connection is lost.
   *
   * @return the time; by default 10 seconds
   */
  public Duration replyTimeout() {
    return replyTimeout;
  }

  /**
   * Returns whether the channel connects again by itself when its connection was lost or reset.
   *
   * @return by default {@code true}
   */
  public boolean reconnect() {
    return reconnect;
  }

  /**
   * Returns how long to wait at most after the first failure; each further one doubles it.
   *
   * @return the time; by default 500 milliseconds
   */
  public Duration firstDelay() {
    return reconnectPolicy.firstDelay();
  }

  /**
   * Returns how long to wait at most.
   *
   * @return the time; by default a minute
   */
  public Duration maxDelay() {
    return reconnectPolicy.maxDelay();
  }

  /**
   * Returns which part of a delay is left to chance, so that clients of one server do not come back
   * all at once.
   *
   * @return 0 (none) to 1 (all of it); by default 0.5
   */
  public double jitter() {
    return reconnectPolicy.jitter();
  }

  /**
   * Returns after how many failures in a row the channel connects no more.
   *
   * @return the number; by default 2,147,483,647, which is never
   */
  public int maxFailures() {
    return reconnectPolicy.maxFailures();
  }

  /**
   * Returns after which errors of an attempt to connect again another attempt follows. A connection
   * that was open and is lost is always worth an attempt.
   *
   * @return by default all but those that no waiting can help: what says of itself that it is not
   *     {@linkplain SocketOperationException#retryable() retryable}, such as a refused certificate,
   *     unless it is about a name or an address, which come back with the network
   */
  public Predicate<? super Throwable> retryErrors() {
    return reconnectPolicy.retryErrors();
  }

  ReconnectPolicy reconnectPolicy() {
    return reconnectPolicy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ControlChannelTriggerControl that
        && Objects.equals(serverKeepAliveInterval, that.serverKeepAliveInterval)
        && Objects.equals(resourceType, that.resourceType)
        && Objects.equals(replyTimeout, that.replyTimeout)
        && reconnect == that.reconnect
        && reconnectPolicy.equals(that.reconnectPolicy);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        serverKeepAliveInterval, resourceType, replyTimeout, reconnect, reconnectPolicy);
  }

  @Override
  public String toString() {
    return "ControlChannelTriggerControl{serverKeepAliveInterval="
        + serverKeepAliveInterval
        + ", resourceType="
        + resourceType
        + ", replyTimeout="
        + replyTimeout
        + ", reconnect="
        + reconnect
        + ", firstDelay="
        + reconnectPolicy.firstDelay()
        + ", maxDelay="
        + reconnectPolicy.maxDelay()
        + ", jitter="
        + reconnectPolicy.jitter()
        + ", maxFailures="
        + reconnectPolicy.maxFailures()
        + "}";
  }

  /** Gathers settings; each starts from its default. */
  public static final class Builder {

    private Duration serverKeepAliveInterval = Duration.ofMinutes(25);
    private ControlChannelTriggerResourceType resourceType =
        ControlChannelTriggerResourceType.REQUEST_SOFTWARE_SLOT;
    private Duration replyTimeout = Duration.ofSeconds(10);
    private boolean reconnect = true;
    private Duration firstDelay = Duration.ofMillis(500);
    private Duration maxDelay = Duration.ofMinutes(1);
    private double jitter = 0.5;
    private int maxFailures = Integer.MAX_VALUE;
    private Predicate<? super Throwable> retryErrors = RetriedErrors.WHERE_WAITING_MAY_HELP;

    private Builder() {}

    /**
     * Sets {@link ControlChannelTriggerControl#serverKeepAliveInterval()}.
     *
     * @param serverKeepAliveInterval 50 milliseconds to 10 days
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder serverKeepAliveInterval(Duration serverKeepAliveInterval) {
      this.serverKeepAliveInterval =
          Checks.inRange(
              "serverKeepAliveInterval",
              serverKeepAliveInterval,
              Duration.ofMillis(50),
              Duration.ofDays(10));
      return this;
    }

    /**
     * Sets {@link ControlChannelTriggerControl#resourceType()}.
     *
     * @param resourceType the kind
     * @return this builder
     */
    public Builder resourceType(ControlChannelTriggerResourceType resourceType) {
      this.resourceType = Objects.requireNonNull(resourceType, "resourceType");
      return this;
    }

    /**
     * Sets {@link ControlChannelTriggerControl#replyTimeout()}.
     *
     * @param replyTimeout 10 milliseconds to an hour
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder replyTimeout(Duration replyTimeout) {
      this.replyTimeout =
          Checks.inRange("replyTimeout", replyTimeout, Duration.ofMillis(10), Duration.ofHours(1));
      return this;
    }

    /**
     * Sets {@link ControlChannelTriggerControl#reconnect()}.
     *
     * @param reconnect whether to
     * @return this builder
     */
    public Builder reconnect(boolean reconnect) {
      this.reconnect = reconnect;
      return this;
    }

    /**
     * Sets {@link ControlChannelTriggerControl#firstDelay()}.
     *
     * @param firstDelay 1 millisecond to a day
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder firstDelay(Duration firstDelay) {
      this.firstDelay =
          Checks.inRange("firstDelay", firstDelay, Duration.ofMillis(1), Duration.ofDays(1));
      return this;
    }

    /**
     * Sets {@link ControlChannelTriggerControl#maxDelay()}.
     *
     * @param maxDelay 1 millisecond to a day
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder maxDelay(Duration maxDelay) {
      this.maxDelay =
          Checks.inRange("maxDelay", maxDelay, Duration.ofMillis(1), Duration.ofDays(1));
      return this;
    }

    /**
     * Sets {@link ControlChannelTriggerControl#jitter()}.
     *
     * @param jitter 0 to 1
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder jitter(double jitter) {
      this.jitter = Checks.inRange("jitter", jitter, 0, 1);
      return this;
    }

    /**
     * Sets {@link ControlChannelTriggerControl#maxFailures()}.
     *
     * @param maxFailures 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder maxFailures(int maxFailures) {
      this.maxFailures = Checks.atLeast("maxFailures", maxFailures, 1);
      return this;
    }

    /**
     * Sets {@link ControlChannelTriggerControl#retryErrors()}.
     *
     * @param retryErrors whether another attempt follows an error
     * @return this builder
     */
    public Builder retryErrors(Predicate<? super Throwable> retryErrors) {
      this.retryErrors = Objects.requireNonNull(retryErrors, "retryErrors");
      return this;
    }

    /**
     * Makes the control.
     *
     * @return an immutable control
     */
    public ControlChannelTriggerControl build() {
      return new ControlChannelTriggerControl(this);
    }
  }
}
