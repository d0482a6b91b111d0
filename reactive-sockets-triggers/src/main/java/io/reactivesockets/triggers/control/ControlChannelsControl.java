package io.reactivesockets.triggers.control;

import io.reactivesockets.channel.Checks;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of a set of channels: windows, slots, and how careful to be. Immutable. */
public final class ControlChannelsControl {

  private static final ControlChannelsControl DEFAULTS = builder().build();

  private final Duration window;
  private final Duration lateness;
  private final int softwareSlots;
  private final int hardwareSlots;
  private final int keepAlivesAtOnce;
  private final int reconnectsPerSecond;
  private final boolean watchNetwork;
  private final NetworkIntervalControl networkInterval;
  private final @Nullable KeepAliveMemory memory;
  private final @Nullable ParkingPlace parkingPlace;

  private ControlChannelsControl(Builder builder) {
    this.window = builder.window;
    this.lateness = builder.lateness;
    this.softwareSlots = builder.softwareSlots;
    this.hardwareSlots = builder.hardwareSlots;
    this.keepAlivesAtOnce = builder.keepAlivesAtOnce;
    this.reconnectsPerSecond = builder.reconnectsPerSecond;
    this.watchNetwork = builder.watchNetwork;
    this.networkInterval = builder.networkInterval;
    this.memory = builder.memory;
    this.parkingPlace = builder.parkingPlace;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static ControlChannelsControl defaults() {
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
    builder.window = window;
    builder.lateness = lateness;
    builder.softwareSlots = softwareSlots;
    builder.hardwareSlots = hardwareSlots;
    builder.keepAlivesAtOnce = keepAlivesAtOnce;
    builder.reconnectsPerSecond = reconnectsPerSecond;
    builder.watchNetwork = watchNetwork;
    builder.networkInterval = networkInterval;
    builder.memory = memory;
    builder.parkingPlace = parkingPlace;
    return builder;
  }

  /**
   * Returns how long the windows are in which the timers of all channels meet; sleep of the machine
   * is noticed at the end of one, and so are changes of its network where the system does not tell
   * them.
   *
   * @return the length; by default 15 seconds
   */
  public Duration window() {
    return window;
  }

  /**
   * Returns how late a keep-alive may be before the connection is given up as one that the network
   * has forgotten: the machine slept, or this process was stopped.
   *
   * @return the time; by default 10 seconds
   */
  public Duration lateness() {
    return lateness;
  }

  /**
   * Returns how many channels may have a software slot.
   *
   * @return the number; by default 100,000
   */
  public int softwareSlots() {
    return softwareSlots;
  }

  /**
   * Returns how many channels may have a hardware slot, if there is a parking place.
   *
   * @return the number; by default 1,000
   */
  public int hardwareSlots() {
    return hardwareSlots;
  }

  /**
   * Returns how many keep-alives may wait for their answer at a time; the next one of a window is
   * sent when one of them is answered.
   *
   * @return the number; by default 256
   */
  public int keepAlivesAtOnce() {
    return keepAlivesAtOnce;
  }

  /**
   * Returns how many channels may connect again in a second, when many have lost their connection
   * at one moment.
   *
   * @return the number; by default 50
   */
  public int reconnectsPerSecond() {
    return reconnectsPerSecond;
  }

  /**
   * Returns whether changes of adapters, addresses and routes reset channels.
   *
   * @return by default {@code true}
   */
  public boolean watchNetwork() {
    return watchNetwork;
  }

  /**
   * Returns how the interval that a network needs is learned.
   *
   * @return by default {@link NetworkIntervalControl#defaults()}
   */
  public NetworkIntervalControl networkInterval() {
    return networkInterval;
  }

  /**
   * Returns where learned intervals outlive these channels.
   *
   * @return empty for a memory of their own, which is the default
   */
  public Optional<KeepAliveMemory> memory() {
    return Optional.ofNullable(memory);
  }

  /**
   * Returns where channels with a hardware slot can be parked.
   *
   * @return empty for nowhere, which is the default: who asks for a hardware slot gets a software
   *     slot
   */
  public Optional<ParkingPlace> parkingPlace() {
    return Optional.ofNullable(parkingPlace);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ControlChannelsControl that
        && Objects.equals(window, that.window)
        && Objects.equals(lateness, that.lateness)
        && softwareSlots == that.softwareSlots
        && hardwareSlots == that.hardwareSlots
        && keepAlivesAtOnce == that.keepAlivesAtOnce
        && reconnectsPerSecond == that.reconnectsPerSecond
        && watchNetwork == that.watchNetwork
        && Objects.equals(networkInterval, that.networkInterval)
        && Objects.equals(memory, that.memory)
        && Objects.equals(parkingPlace, that.parkingPlace);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        window,
        lateness,
        softwareSlots,
        hardwareSlots,
        keepAlivesAtOnce,
        reconnectsPerSecond,
        watchNetwork,
        networkInterval,
        memory,
        parkingPlace);
  }

  @Override
  public String toString() {
    return "ControlChannelsControl{window="
        + window
        + ", lateness="
        + lateness
        + ", softwareSlots="
        + softwareSlots
        + ", hardwareSlots="
        + hardwareSlots
        + ", keepAlivesAtOnce="
        + keepAlivesAtOnce
        + ", reconnectsPerSecond="
        + reconnectsPerSecond
        + ", watchNetwork="
        + watchNetwork
        + ", networkInterval="
        + networkInterval
        + ", memory="
        + memory
        + ", parkingPlace="
        + parkingPlace
        + "}";
  }

  /** Gathers settings; each starts from its default. */
  public static final class Builder {

    private Duration window = Duration.ofSeconds(15);
    private Duration lateness = Duration.ofSeconds(10);
    private int softwareSlots = 100_000;
    private int hardwareSlots = 1_000;
    private int keepAlivesAtOnce = 256;
    private int reconnectsPerSecond = 50;
    private boolean watchNetwork = true;
    private NetworkIntervalControl networkInterval = NetworkIntervalControl.defaults();
    private @Nullable KeepAliveMemory memory;
    private @Nullable ParkingPlace parkingPlace;

    private Builder() {}

    /**
     * Sets {@link ControlChannelsControl#window()}.
     *
     * @param window 10 milliseconds to an hour
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder window(Duration window) {
      this.window = Checks.inRange("window", window, Duration.ofMillis(10), Duration.ofHours(1));
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#lateness()}.
     *
     * @param lateness 10 milliseconds to a day
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder lateness(Duration lateness) {
      this.lateness =
          Checks.inRange("lateness", lateness, Duration.ofMillis(10), Duration.ofDays(1));
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#softwareSlots()}.
     *
     * @param softwareSlots 0 or more
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder softwareSlots(int softwareSlots) {
      this.softwareSlots = Checks.atLeast("softwareSlots", softwareSlots, 0);
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#hardwareSlots()}.
     *
     * @param hardwareSlots 0 or more
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder hardwareSlots(int hardwareSlots) {
      this.hardwareSlots = Checks.atLeast("hardwareSlots", hardwareSlots, 0);
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#keepAlivesAtOnce()}.
     *
     * @param keepAlivesAtOnce 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder keepAlivesAtOnce(int keepAlivesAtOnce) {
      this.keepAlivesAtOnce = Checks.atLeast("keepAlivesAtOnce", keepAlivesAtOnce, 1);
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#reconnectsPerSecond()}.
     *
     * @param reconnectsPerSecond 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder reconnectsPerSecond(int reconnectsPerSecond) {
      this.reconnectsPerSecond = Checks.atLeast("reconnectsPerSecond", reconnectsPerSecond, 1);
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#watchNetwork()}.
     *
     * @param watchNetwork whether to
     * @return this builder
     */
    public Builder watchNetwork(boolean watchNetwork) {
      this.watchNetwork = watchNetwork;
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#networkInterval()}.
     *
     * @param networkInterval how
     * @return this builder
     */
    public Builder networkInterval(NetworkIntervalControl networkInterval) {
      this.networkInterval = Objects.requireNonNull(networkInterval, "networkInterval");
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#memory()}.
     *
     * @param memory the memory
     * @return this builder
     */
    public Builder memory(KeepAliveMemory memory) {
      this.memory = Objects.requireNonNull(memory, "memory");
      return this;
    }

    /**
     * Sets {@link ControlChannelsControl#parkingPlace()}.
     *
     * @param parkingPlace the place
     * @return this builder
     */
    public Builder parkingPlace(ParkingPlace parkingPlace) {
      this.parkingPlace = Objects.requireNonNull(parkingPlace, "parkingPlace");
      return this;
    }

    /**
     * Makes the control.
     *
     * @return an immutable control
     */
    public ControlChannelsControl build() {
      return new ControlChannelsControl(this);
    }
  }
}
