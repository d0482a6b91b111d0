package io.reactivesockets.triggers.activity;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** What is asked of a {@link SocketBroker}: which broker, in whose name, how patient. Immutable. */
public final class SocketBrokerControl {

  private final Path directory;
  private final String application;
  private final Duration timeout;

  private SocketBrokerControl(Builder builder) {
    this.directory = builder.directory;
    this.application = builder.application;
    this.timeout = builder.timeout;
  }

  /**
   * Returns a builder that starts from the defaults.
   *
   * @param directory the broker's directory
   * @param application the name of this application; its sockets are found under it again
   * @return a new builder
   */
  public static Builder builder(Path directory, String application) {
    return new Builder(directory, application);
  }

  /**
   * Returns a builder that starts from this control.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(directory, application);
    builder.timeout = timeout;
    return builder;
  }

  /**
   * Returns where the broker is.
   *
   * @return its directory
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns in whose name sockets are left and found again.
   *
   * @return the application
   */
  public String application() {
    return application;
  }

  /**
   * Returns how long the broker may take for an answer, and to be there again after a restart.
   *
   * @return by default 10 seconds
   */
  public Duration timeout() {
    return timeout;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketBrokerControl that
        && directory.equals(that.directory)
        && application.equals(that.application)
        && timeout.equals(that.timeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(directory, application, timeout);
  }

  @Override
  public String toString() {
    return "SocketBrokerControl[directory="
        + directory
        + ", application="
        + application
        + ", timeout="
        + timeout
        + "]";
  }

  /** Builds a {@link SocketBrokerControl}. */
  public static final class Builder {
    private final Path directory;
    private final String application;
    private Duration timeout = Duration.ofSeconds(10);

    private Builder(Path directory, String application) {
      this.directory = Objects.requireNonNull(directory, "directory").toAbsolutePath();
      this.application = Names.checked("application", application);
    }

    /**
     * Sets how long the broker may take for an answer, and to be there again after a restart.
     *
     * @param timeout more than zero; by default 10 seconds
     * @return this
     */
    public Builder timeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than zero)");
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * Makes the control.
     *
     * @return the control
     */
    public SocketBrokerControl build() {
      return new SocketBrokerControl(this);
    }
  }
}
