package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.channel.ReconnectPolicy;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.websocket.codec.CloseCodes;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * When and how often a {@link ReconnectingWebSocket} connects again. Immutable; two are equal if
 * they are the same one, as functions are among the settings.
 */
public final class ReconnectControl {

  private static final ReconnectControl DEFAULTS = builder().build();

  private final ReconnectPolicy policy;
  private final Duration openTimeout;
  private final Predicate<? super CloseStatus> retryCloses;
  private final Function<? super MessageWebSocket, ? extends Publisher<Void>> onOpen;

  private ReconnectControl(Builder builder) {
    policy =
        new ReconnectPolicy(
            builder.firstDelay,
            builder.maxDelay,
            builder.jitter,
            builder.maxFailures,
            builder.retryErrors);
    openTimeout = builder.openTimeout;
    retryCloses = builder.retryCloses;
    onOpen = builder.onOpen;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static ReconnectControl defaults() {
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
    builder.firstDelay = policy.firstDelay();
    builder.maxDelay = policy.maxDelay();
    builder.jitter = policy.jitter();
    builder.maxFailures = policy.maxFailures();
    builder.openTimeout = openTimeout;
    builder.retryErrors = policy.retryErrors();
    builder.retryCloses = retryCloses;
    builder.onOpen = onOpen;
    return builder;
  }

  /**
   * Returns how long to wait after the first failure; each further one doubles it.
   *
   * @return the time before jitter; by default 500 milliseconds
   */
  public Duration firstDelay() {
    return policy.firstDelay();
  }

  /**
   * Returns how long to wait at most.
   *
   * @return the time before jitter; by default 30 seconds
   */
  public Duration maxDelay() {
    return policy.maxDelay();
  }

  /**
   * Returns which part of a delay is left to chance, so that clients that lost the same server do
   * not all come back at once.
   *
   * @return 0 (none) to 1 (all of it); by default 0.5
   */
  public double jitter() {
    return policy.jitter();
  }

  /**
   * Returns after how many failures in a row it gives up.
   *
   * @return the number; by default 2,147,483,647, which is never
   */
  public int maxFailures() {
    return policy.maxFailures();
  }

  /**
   * Returns how long a send waits for a session to be open.
   *
   * @return the time; by default 30 seconds
   */
  public Duration openTimeout() {
    return openTimeout;
  }

  ReconnectPolicy policy() {
    return policy;
  }

  boolean retries(CloseStatus status) {
    return retryCloses.test(status);
  }

  Mono<Void> rebuild(MessageWebSocket socket) {
    return Mono.defer(() -> Mono.from(onOpen.apply(socket)));
  }

  @Override
  public String toString() {
    return "ReconnectControl{firstDelay="
        + policy.firstDelay()
        + ", maxDelay="
        + policy.maxDelay()
        + ", jitter="
        + policy.jitter()
        + ", maxFailures="
        + policy.maxFailures()
        + ", openTimeout="
        + openTimeout
        + "}";
  }

  /** Gathers settings; each starts from its default. */
  public static final class Builder {

    private static final Duration LONGEST = Duration.ofDays(1);

    /** 1012 service restart, 1013 try again later, 1014 bad gateway. */
    private static final int LAST_PASSING = 1014;

    private Duration firstDelay = Duration.ofMillis(500);
    private Duration maxDelay = Duration.ofSeconds(30);
    private double jitter = 0.5;
    private int maxFailures = Integer.MAX_VALUE;
    private Duration openTimeout = Duration.ofSeconds(30);
    private Predicate<? super Throwable> retryErrors = Builder::isRetryable;
    private Predicate<? super CloseStatus> retryCloses = Builder::isPassing;
    private Function<? super MessageWebSocket, ? extends Publisher<Void>> onOpen =
        socket -> Mono.empty();

    private Builder() {}

    private static boolean isRetryable(Throwable error) {
      return error instanceof SocketOperationException failure && failure.retryable();
    }

    private static boolean isPassing(CloseStatus status) {
      int code = status.code();
      return code == CloseCodes.GOING_AWAY
          || code == CloseCodes.NO_STATUS
          || (code >= CloseCodes.INTERNAL_ERROR && code <= LAST_PASSING);
    }

    /**
     * Sets how long to wait after the first failure; each further one doubles it.
     *
     * @param firstDelay more than zero, at most a day
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder firstDelay(Duration firstDelay) {
      this.firstDelay = delay("firstDelay", firstDelay);
      return this;
    }

    /**
     * Sets how long to wait at most.
     *
     * @param maxDelay more than zero, at most a day
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxDelay(Duration maxDelay) {
      this.maxDelay = delay("maxDelay", maxDelay);
      return this;
    }

    private static Duration delay(String name, Duration delay) {
      if (Checks.positive(name, delay).compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(name + ": " + delay + " (expected: at most a day)");
      }
      return delay;
    }

    /**
     * Sets which part of a delay is left to chance.
     *
     * @param jitter 0 (none) to 1 (all of it)
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder jitter(double jitter) {
      if (!(jitter >= 0 && jitter <= 1)) {
        throw new IllegalArgumentException("jitter: " + jitter + " (expected: 0..1)");
      }
      this.jitter = jitter;
      return this;
    }

    /**
     * Sets after how many failures in a row it gives up.
     *
     * @param maxFailures 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxFailures(int maxFailures) {
      this.maxFailures = Checks.inRange("maxFailures", maxFailures, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets how long a send waits for a session to be open.
     *
     * @param openTimeout the time, more than zero
     * @return this
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder openTimeout(Duration openTimeout) {
      this.openTimeout = Checks.positive("openTimeout", openTimeout);
      return this;
    }

    /**
     * Sets after which errors, of an attempt or a session, to connect again. By default those that
     * say they are {@linkplain SocketOperationException#retryable() retryable}.
     *
     * @param retryErrors whether to go on after an error
     * @return this
     */
    public Builder retryErrors(Predicate<? super Throwable> retryErrors) {
      this.retryErrors = Objects.requireNonNull(retryErrors, "retryErrors");
      return this;
    }

    /**
     * Sets after which close frames of the server to connect again. By default 1001, 1011 to 1014,
     * and one without a code.
     *
     * @param retryCloses whether to go on after a status
     * @return this
     */
    public Builder retryCloses(Predicate<? super CloseStatus> retryCloses) {
      this.retryCloses = Objects.requireNonNull(retryCloses, "retryCloses");
      return this;
    }

    /**
     * Sets what rebuilds a session, such as logging in and subscribing again, before anybody else
     * may use it. An error of its publisher counts as a failed attempt.
     *
     * @param onOpen is handed each WebSocket that was connected; may send and receive
     * @return this
     */
    public Builder onOpen(Function<? super MessageWebSocket, ? extends Publisher<Void>> onOpen) {
      this.onOpen = Objects.requireNonNull(onOpen, "onOpen");
      return this;
    }

    /**
     * Makes the control.
     *
     * @return a control with these settings
     */
    public ReconnectControl build() {
      return new ReconnectControl(this);
    }
  }
}
