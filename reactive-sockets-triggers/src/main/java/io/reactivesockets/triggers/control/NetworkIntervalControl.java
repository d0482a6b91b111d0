package io.reactivesockets.triggers.control;

import io.reactivesockets.channel.Checks;
import java.time.Duration;
import java.util.Objects;

/** How the interval that a network needs is learned. Immutable. */
public final class NetworkIntervalControl {

  private static final NetworkIntervalControl DEFAULTS = builder().build();
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Duration initial;
  private final Duration minimum;
  private final double growth;
  private final double resolution;
  private final int confirmations;
  private final Duration retryAfter;

  private NetworkIntervalControl(Builder builder) {
    this.initial = builder.initial;
    this.minimum = builder.minimum;
    this.growth = builder.growth;
    this.resolution = builder.resolution;
    this.confirmations = builder.confirmations;
    this.retryAfter = builder.retryAfter;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static NetworkIntervalControl defaults() {
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
    return new Builder()
        .initial(initial)
        .minimum(minimum)
        .growth(growth)
        .resolution(resolution)
        .confirmations(confirmations)
        .retryAfter(retryAfter);
  }

  /**
   * Returns what is used on a network that nothing is known of.
   *
   * @return the interval; by default 2 minutes, the least that RFC 4787 lets a NAT keep a UDP
   *     mapping
   */
  public Duration initial() {
    return initial;
  }

  /**
   * Returns the shortest interval that losses may lead to.
   *
   * @return the interval; by default 15 seconds
   */
  public Duration minimum() {
    return minimum;
  }

  /**
   * Returns by how much a longer interval is tried while no limit is known. Once one is, the middle
   * between what was kept and what was lost is tried.
   *
   * @return the factor, more than 1; by default 1.5
   */
  public double growth() {
    return growth;
  }

  /**
   * Returns how near to the limit learning goes: it ends when what was lost is longer than what was
   * kept by less than this part.
   *
   * @return 0.01 to 1; by default 0.1
   */
  public double resolution() {
    return resolution;
  }

  /**
   * Returns how many keep-alives have to be answered at the interval in use before a longer one is
   * tried.
   *
   * @return 1 or more; by default 3
   */
  public int confirmations() {
    return confirmations;
  }

  /**
   * Returns after how long a known limit is doubted and longer intervals are tried again; each time
   * it proves true doubles this, up to a day.
   *
   * @return the time; by default 1 hour
   */
  public Duration retryAfter() {
    return retryAfter;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkIntervalControl that
        && initial.equals(that.initial)
        && minimum.equals(that.minimum)
        && growth == that.growth
        && resolution == that.resolution
        && confirmations == that.confirmations
        && retryAfter.equals(that.retryAfter);
  }

  @Override
  public int hashCode() {
    return Objects.hash(initial, minimum, growth, resolution, confirmations, retryAfter);
  }

  @Override
  public String toString() {
    return "NetworkIntervalControl{initial="
        + initial
        + ", minimum="
        + minimum
        + ", growth="
        + growth
        + ", resolution="
        + resolution
        + ", confirmations="
        + confirmations
        + ", retryAfter="
        + retryAfter
        + "}";
  }

  /** Gathers settings; each starts from its default. */
  public static final class Builder {

    private Duration initial = Duration.ofMinutes(2);
    private Duration minimum = Duration.ofSeconds(15);
    private double growth = 1.5;
    private double resolution = 0.1;
    private int confirmations = 3;
    private Duration retryAfter = Duration.ofHours(1);

    private Builder() {}

    /**
     * Sets {@link NetworkIntervalControl#initial()}.
     *
     * @param initial 50 milliseconds to a day
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder initial(Duration initial) {
      this.initial = Checks.inRange("initial", initial, SHORTEST, LONGEST);
      return this;
    }

    /**
     * Sets {@link NetworkIntervalControl#minimum()}.
     *
     * @param minimum 50 milliseconds to a day
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder minimum(Duration minimum) {
      this.minimum = Checks.inRange("minimum", minimum, SHORTEST, LONGEST);
      return this;
    }

    /**
     * Sets {@link NetworkIntervalControl#growth()}.
     *
     * @param growth 1.01 to 10
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder growth(double growth) {
      this.growth = Checks.inRange("growth", growth, 1.01, 10);
      return this;
    }

    /**
     * Sets {@link NetworkIntervalControl#resolution()}.
     *
     * @param resolution 0.01 to 1
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder resolution(double resolution) {
      this.resolution = Checks.inRange("resolution", resolution, 0.01, 1);
      return this;
    }

    /**
     * Sets {@link NetworkIntervalControl#confirmations()}.
     *
     * @param confirmations 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder confirmations(int confirmations) {
      this.confirmations = Checks.atLeast("confirmations", confirmations, 1);
      return this;
    }

    /**
     * Sets {@link NetworkIntervalControl#retryAfter()}.
     *
     * @param retryAfter 50 milliseconds to a day
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder retryAfter(Duration retryAfter) {
      this.retryAfter = Checks.inRange("retryAfter", retryAfter, SHORTEST, LONGEST);
      return this;
    }

    /**
     * Makes the control.
     *
     * @return an immutable control
     * @throws IllegalArgumentException if the initial interval is below the minimum
     */
    public NetworkIntervalControl build() {
      if (initial.compareTo(minimum) < 0) {
        throw new IllegalArgumentException(
            "initial: " + initial + " (expected: at least the minimum, " + minimum + ")");
      }
      return new NetworkIntervalControl(this);
    }
  }
}
