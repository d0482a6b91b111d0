package io.reactivesockets.transport;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What is asked of a {@link Transport}: threads and name resolution. Immutable. */
public final class TransportControl {

  private static final TransportControl DEFAULTS = builder().build();

  private final int threads;
  private final String threadName;
  private final NameResolution nameResolution;
  private final List<InetSocketAddress> nameServers;
  private final Duration queryTimeout;

  private TransportControl(Builder builder) {
    this.threads = builder.threads;
    this.threadName = builder.threadName;
    this.nameResolution = builder.nameResolution;
    this.nameServers = builder.nameServers;
    this.queryTimeout = builder.queryTimeout;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static TransportControl defaults() {
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
    builder.threads = threads;
    builder.threadName = threadName;
    builder.nameResolution = nameResolution;
    builder.nameServers = nameServers;
    builder.queryTimeout = queryTimeout;
    return builder;
  }

  /**
   * Returns the number of event loop threads.
   *
   * @return at least 1; by default the number of processors, at least 2
   */
  public int threads() {
    return threads;
  }

  /**
   * Returns how the names of the threads begin.
   *
   * @return by default {@code reactive-sockets}
   */
  public String threadName() {
    return threadName;
  }

  /**
   * Returns how host names become addresses.
   *
   * @return by default {@link NameResolution#DNS}
   */
  public NameResolution nameResolution() {
    return nameResolution;
  }

  /**
   * Returns the DNS servers to ask.
   *
   * @return by default none, which means those of the machine
   */
  public List<InetSocketAddress> nameServers() {
    return nameServers;
  }

  /**
   * Returns how long one DNS server may take for one query.
   *
   * @return by default 5 seconds
   */
  public Duration queryTimeout() {
    return queryTimeout;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TransportControl that
        && threads == that.threads
        && threadName.equals(that.threadName)
        && nameResolution == that.nameResolution
        && nameServers.equals(that.nameServers)
        && queryTimeout.equals(that.queryTimeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(threads, threadName, nameResolution, nameServers, queryTimeout);
  }

  @Override
  public String toString() {
    return "TransportControl[threads="
        + threads
        + ", threadName="
        + threadName
        + ", nameResolution="
        + nameResolution
        + ", nameServers="
        + nameServers
        + ", queryTimeout="
        + queryTimeout
        + "]";
  }

  /** Builds a {@link TransportControl}. */
  public static final class Builder {
    private int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    private String threadName = "reactive-sockets";
    private NameResolution nameResolution = NameResolution.DNS;
    private List<InetSocketAddress> nameServers = List.of();
    private Duration queryTimeout = Duration.ofSeconds(5);

    private Builder() {}

    /**
     * Sets the number of event loop threads.
     *
     * @param threads 1 to 1024
     * @return this builder
     */
    public Builder threads(int threads) {
      if (threads < 1 || threads > 1024) {
        throw new IllegalArgumentException("threads: " + threads + " (expected: 1..1024)");
      }
      this.threads = threads;
      return this;
    }

    /**
     * Sets how the names of the threads begin.
     *
     * @param threadName not blank
     * @return this builder
     */
    public Builder threadName(String threadName) {
      if (threadName.isBlank()) {
        throw new IllegalArgumentException("threadName: blank (expected: a name)");
      }
      this.threadName = threadName;
      return this;
    }

    /**
     * Sets how host names become addresses.
     *
     * @param nameResolution the way
     * @return this builder
     */
    public Builder nameResolution(NameResolution nameResolution) {
      this.nameResolution = Objects.requireNonNull(nameResolution, "nameResolution");
      return this;
    }

    /**
     * Sets the DNS servers to ask instead of those of the machine.
     *
     * @param nameServers resolved addresses, in the order to ask; none for those of the machine
     * @return this builder
     */
    public Builder nameServers(List<InetSocketAddress> nameServers) {
      for (InetSocketAddress server : nameServers) {
        if (server.isUnresolved()) {
          throw new IllegalArgumentException(
              "nameServers: " + server + " (expected: an IP address and a port)");
        }
      }
      this.nameServers = List.copyOf(nameServers);
      return this;
    }

    /**
     * Sets how long one DNS server may take for one query.
     *
     * @param queryTimeout 1 ms to 1 hour
     * @return this builder
     */
    public Builder queryTimeout(Duration queryTimeout) {
      if (queryTimeout.compareTo(Duration.ofMillis(1)) < 0
          || queryTimeout.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException(
            "queryTimeout: " + queryTimeout + " (expected: PT0.001S..PT1H)");
      }
      this.queryTimeout = queryTimeout;
      return this;
    }

    /**
     * Returns the control.
     *
     * @return an immutable control
     */
    public TransportControl build() {
      return new TransportControl(this);
    }
  }
}
