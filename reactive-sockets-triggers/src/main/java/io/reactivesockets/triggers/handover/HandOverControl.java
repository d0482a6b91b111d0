package io.reactivesockets.triggers.handover;

import java.time.Duration;
import java.util.Objects;

/** What is asked of a hand-over: how patient it is. Immutable. */
public final class HandOverControl {

  private static final HandOverControl DEFAULTS = builder().build();

  private final Duration timeout;

  private HandOverControl(Builder asked) {
    this.timeout = asked.timeout;
  }

  /**
   * Returns the control that holds where nothing was asked.
   *
   * @return the defaults
   */
  public static HandOverControl defaults() {
    return DEFAULTS;
  }

  /**
   * Starts with the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts with what this control asks.
   *
   * @return a builder
   */
  public Builder toBuilder() {
    return new Builder().timeout(timeout);
  }

  /**
   * Returns how long the other process may take for its next step.
   *
   * @return ten seconds unless set
   */
  public Duration timeout() {
    return timeout;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandOverControl that && timeout.equals(that.timeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(timeout);
  }

  @Override
  public String toString() {
    return "HandOverControl[timeout=" + timeout + "]";
  }

  /** Collects what is asked. */
  public static final class Builder {

    private Duration timeout = Duration.ofSeconds(10);

    private Builder() {}

    /**
     * Sets how long the other process may take for its next step: to say that it speaks the
     * protocol, to take what is sent, to confirm a socket, to confirm the end.
     *
     * @param limit more than zero; by default 10 seconds
     * @return this builder
     */
    public Builder timeout(Duration limit) {
      if (limit.isZero() || limit.isNegative()) {
        throw new IllegalArgumentException("timeout: " + limit + " (expected: more than zero)");
      }
      timeout = limit;
      return this;
    }

    /**
     * Makes the control.
     *
     * @return it
     */
    public HandOverControl build() {
      return new HandOverControl(this);
    }
  }
}
