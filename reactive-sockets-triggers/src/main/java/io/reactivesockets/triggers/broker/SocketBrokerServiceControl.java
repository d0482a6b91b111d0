package io.reactivesockets.triggers.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a {@link SocketBrokerService}: where it is, for whom, and its limits. Immutable.
 */
public final class SocketBrokerServiceControl {

  private final Path directory;
  private final Set<Integer> allowedUids;
  private final int maxConnections;
  private final int maxSocketsPerApplication;
  private final int maxSocketsPerUser;
  private final int maxContextBytes;
  private final int maxUnreadBytes;
  private final long maxBytesPerApplication;
  private final long maxBytesPerUser;
  private final int maxTasksPerApplication;
  private final Duration maxHold;
  private final Duration stallTimeout;
  private final int maxConcurrentWakes;
  private final Duration wakeTimeout;
  private final Duration minBackOff;
  private final Duration maxBackOff;
  private final @Nullable Path taskOutput;

  private SocketBrokerServiceControl(Builder builder) {
    this.directory = builder.directory;
    this.allowedUids = builder.allowedUids;
    this.maxConnections = builder.maxConnections;
    this.maxSocketsPerApplication = builder.maxSocketsPerApplication;
    this.maxSocketsPerUser = builder.maxSocketsPerUser;
    this.maxContextBytes = builder.maxContextBytes;
    this.maxUnreadBytes = builder.maxUnreadBytes;
    this.maxBytesPerApplication = builder.maxBytesPerApplication;
    this.maxBytesPerUser = builder.maxBytesPerUser;
    this.maxTasksPerApplication = builder.maxTasksPerApplication;
    this.maxHold = builder.maxHold;
    this.stallTimeout = builder.stallTimeout;
    this.maxConcurrentWakes = builder.maxConcurrentWakes;
    this.wakeTimeout = builder.wakeTimeout;
    this.minBackOff = builder.minBackOff;
    this.maxBackOff = builder.maxBackOff;
    this.taskOutput = builder.taskOutput;
  }

  /**
   * Returns a builder that starts from the defaults.
   *
   * @param directory where the broker's socket lies; made with mode 0700 if it does not exist
   * @return a new builder
   */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /**
   * Returns a builder that starts from this control.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(directory);
    builder.allowedUids = allowedUids;
    builder.maxConnections = maxConnections;
    builder.maxSocketsPerApplication = maxSocketsPerApplication;
    builder.maxSocketsPerUser = maxSocketsPerUser;
    builder.maxContextBytes = maxContextBytes;
    builder.maxUnreadBytes = maxUnreadBytes;
    builder.maxBytesPerApplication = maxBytesPerApplication;
    builder.maxBytesPerUser = maxBytesPerUser;
    builder.maxTasksPerApplication = maxTasksPerApplication;
    builder.maxHold = maxHold;
    builder.stallTimeout = stallTimeout;
    builder.maxConcurrentWakes = maxConcurrentWakes;
    builder.wakeTimeout = wakeTimeout;
    builder.minBackOff = minBackOff;
    builder.maxBackOff = maxBackOff;
    builder.taskOutput = taskOutput;
    return builder;
  }

  /**
   * Returns where its socket lies.
   *
   * @return the directory
   */
  public Path directory() {
    return directory;
  }

  /**
   * Returns which users may use it besides the one it runs as.
   *
   * @return by default none
   */
  public Set<Integer> allowedUids() {
    return allowedUids;
  }

  /**
   * Returns how many connections are open at a time.
   *
   * @return by default 1024
   */
  public int maxConnections() {
    return maxConnections;
  }

  /**
   * Returns how many sockets one application may leave.
   *
   * @return by default 10,000
   */
  public int maxSocketsPerApplication() {
    return maxSocketsPerApplication;
  }

  /**
   * Returns how many sockets all applications of one user may leave.
   *
   * @return by default 20,000
   */
  public int maxSocketsPerUser() {
    return maxSocketsPerUser;
  }

  /**
   * Returns how long one socket's context may be.
   *
   * @return by default 65,536 bytes
   */
  public int maxContextBytes() {
    return maxContextBytes;
  }

  /**
   * Returns how long one socket's state, unread bytes included, may be.
   *
   * @return by default 4 MiB
   */
  public int maxUnreadBytes() {
    return maxUnreadBytes;
  }

  /**
   * Returns how many bytes of context and state one application may leave.
   *
   * @return by default 64 MiB
   */
  public long maxBytesPerApplication() {
    return maxBytesPerApplication;
  }

  /**
   * Returns how many bytes of context and state one user may leave.
   *
   * @return by default 256 MiB
   */
  public long maxBytesPerUser() {
    return maxBytesPerUser;
  }

  /**
   * Returns how many tasks one application may register.
   *
   * @return by default 64
   */
  public int maxTasksPerApplication() {
    return maxTasksPerApplication;
  }

  /**
   * Returns how long a socket that nobody takes back is kept.
   *
   * @return by default 7 days
   */
  public Duration maxHold() {
    return maxHold;
  }

  /**
   * Returns how long a peer may owe the rest of a message, or leave an answer unread.
   *
   * @return by default 30 seconds
   */
  public Duration stallTimeout() {
    return stallTimeout;
  }

  /**
   * Returns how many launched programs run at a time.
   *
   * @return by default 16
   */
  public int maxConcurrentWakes() {
    return maxConcurrentWakes;
  }

  /**
   * Returns how long a launched program may take to take a socket, and counts among those that run
   * at a time.
   *
   * @return by default 5 minutes
   */
  public Duration wakeTimeout() {
    return wakeTimeout;
  }

  /**
   * Returns how long a task rests when its program ended without taking a socket.
   *
   * @return by default 1 second; twice as long after each further time
   */
  public Duration minBackOff() {
    return minBackOff;
  }

  /**
   * Returns how long it rests at most.
   *
   * @return by default 5 minutes
   */
  public Duration maxBackOff() {
    return maxBackOff;
  }

  /**
   * Returns the file that the output of launched programs is appended to.
   *
   * @return by default none: they write where the broker writes
   */
  public Optional<Path> taskOutput() {
    return Optional.ofNullable(taskOutput);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketBrokerServiceControl that
        && directory.equals(that.directory)
        && allowedUids.equals(that.allowedUids)
        && maxConnections == that.maxConnections
        && maxSocketsPerApplication == that.maxSocketsPerApplication
        && maxSocketsPerUser == that.maxSocketsPerUser
        && maxContextBytes == that.maxContextBytes
        && maxUnreadBytes == that.maxUnreadBytes
        && maxBytesPerApplication == that.maxBytesPerApplication
        && maxBytesPerUser == that.maxBytesPerUser
        && maxTasksPerApplication == that.maxTasksPerApplication
        && maxHold.equals(that.maxHold)
        && stallTimeout.equals(that.stallTimeout)
        && maxConcurrentWakes == that.maxConcurrentWakes
        && wakeTimeout.equals(that.wakeTimeout)
        && minBackOff.equals(that.minBackOff)
        && maxBackOff.equals(that.maxBackOff)
        && Objects.equals(taskOutput, that.taskOutput);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        directory,
        allowedUids,
        maxConnections,
        maxSocketsPerApplication,
        maxSocketsPerUser,
        maxContextBytes,
        maxUnreadBytes,
        maxBytesPerApplication,
        maxBytesPerUser,
        maxTasksPerApplication,
        maxHold,
        stallTimeout,
        maxConcurrentWakes,
        wakeTimeout,
        minBackOff,
        maxBackOff,
        taskOutput);
  }

  @Override
  public String toString() {
    return "SocketBrokerServiceControl[directory="
        + directory
        + ", allowedUids="
        + allowedUids
        + ", maxConnections="
        + maxConnections
        + ", maxSocketsPerApplication="
        + maxSocketsPerApplication
        + ", maxSocketsPerUser="
        + maxSocketsPerUser
        + ", maxContextBytes="
        + maxContextBytes
        + ", maxUnreadBytes="
        + maxUnreadBytes
        + ", maxBytesPerApplication="
        + maxBytesPerApplication
        + ", maxBytesPerUser="
        + maxBytesPerUser
        + ", maxTasksPerApplication="
        + maxTasksPerApplication
        + ", maxHold="
        + maxHold
        + ", stallTimeout="
        + stallTimeout
        + ", maxConcurrentWakes="
        + maxConcurrentWakes
        + ", wakeTimeout="
        + wakeTimeout
        + ", minBackOff="
        + minBackOff
        + ", maxBackOff="
        + maxBackOff
        + ", taskOutput="
        + taskOutput
        + "]";
  }

  /** Builds a {@link SocketBrokerServiceControl}. */
  public static final class Builder {
    private final Path directory;
    private Set<Integer> allowedUids = Set.of();
    private int maxConnections = 1024;
    private int maxSocketsPerApplication = 10_000;
    private int maxSocketsPerUser = 20_000;
    private int maxContextBytes = 65_536;
    private int maxUnreadBytes = 4 * 1024 * 1024;
    private long maxBytesPerApplication = 64L * 1024 * 1024;
    private long maxBytesPerUser = 256L * 1024 * 1024;
    private int maxTasksPerApplication = 64;
    private Duration maxHold = Duration.ofDays(7);
    private Duration stallTimeout = Duration.ofSeconds(30);
    private int maxConcurrentWakes = 16;
    private Duration wakeTimeout = Duration.ofMinutes(5);
    private Duration minBackOff = Duration.ofSeconds(1);
    private Duration maxBackOff = Duration.ofMinutes(5);
    private @Nullable Path taskOutput;

    private Builder(Path directory) {
      this.directory = Objects.requireNonNull(directory, "directory").toAbsolutePath();
    }

    /**
     * Sets which users may use it besides the one it runs as.
     *
     * @param allowedUids uids; by default none
     * @return this
     */
    public Builder allowedUids(Set<Integer> allowedUids) {
      this.allowedUids = Set.copyOf(allowedUids);
      return this;
    }

    /**
     * Sets how many connections are open at a time.
     *
     * @param maxConnections 1 or more; by default 1024
     * @return this
     */
    public Builder maxConnections(int maxConnections) {
      this.maxConnections = (int) within("maxConnections", maxConnections, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets how many sockets one application may leave.
     *
     * @param maxSocketsPerApplication 1 or more; by default 10,000
     * @return this
     */
    public Builder maxSocketsPerApplication(int maxSocketsPerApplication) {
      this.maxSocketsPerApplication =
          (int) within("maxSocketsPerApplication", maxSocketsPerApplication, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets how many sockets all applications of one user may leave.
     *
     * @param maxSocketsPerUser 1 or more; by default 20,000
     * @return this
     */
    public Builder maxSocketsPerUser(int maxSocketsPerUser) {
      this.maxSocketsPerUser =
          (int) within("maxSocketsPerUser", maxSocketsPerUser, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets how long one socket's context may be.
     *
     * @param maxContextBytes 0 to 65,536; by default 65,536 bytes
     * @return this
     */
    public Builder maxContextBytes(int maxContextBytes) {
      this.maxContextBytes = (int) within("maxContextBytes", maxContextBytes, 0, 65_536);
      return this;
    }

    /**
     * Sets how long one socket's state, unread bytes included, may be.
     *
     * @param maxUnreadBytes 1,024 to 15 MiB; by default 4 MiB
     * @return this
     */
    public Builder maxUnreadBytes(int maxUnreadBytes) {
      this.maxUnreadBytes = (int) within("maxUnreadBytes", maxUnreadBytes, 1024, 15 * 1024 * 1024);
      return this;
    }

    /**
     * Sets how many bytes of context and state one application may leave.
     *
     * @param maxBytesPerApplication 1,024 or more; by default 64 MiB
     * @return this
     */
    public Builder maxBytesPerApplication(long maxBytesPerApplication) {
      this.maxBytesPerApplication =
          within("maxBytesPerApplication", maxBytesPerApplication, 1024, Long.MAX_VALUE);
      return this;
    }

    /**
     * Sets how many bytes of context and state one user may leave.
     *
     * @param maxBytesPerUser 1,024 or more; by default 256 MiB
     * @return this
     */
    public Builder maxBytesPerUser(long maxBytesPerUser) {
      this.maxBytesPerUser = within("maxBytesPerUser", maxBytesPerUser, 1024, Long.MAX_VALUE);
      return this;
    }

    /**
     * Sets how many tasks one application may register.
     *
     * @param maxTasksPerApplication 1 or more; by default 64
     * @return this
     */
    public Builder maxTasksPerApplication(int maxTasksPerApplication) {
      this.maxTasksPerApplication =
          (int) within("maxTasksPerApplication", maxTasksPerApplication, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets how long a socket that nobody takes back is kept.
     *
     * @param maxHold more than zero; by default 7 days
     * @return this
     */
    public Builder maxHold(Duration maxHold) {
      this.maxHold = positive("maxHold", maxHold);
      return this;
    }

    /**
     * Sets how long a peer may owe the rest of a message, or leave an answer unread.
     *
     * @param stallTimeout more than zero; by default 30 seconds
     * @return this
     */
    public Builder stallTimeout(Duration stallTimeout) {
      this.stallTimeout = positive("stallTimeout", stallTimeout);
      return this;
    }

    /**
     * Sets how many launched programs run at a time.
     *
     * @param maxConcurrentWakes 1 or more; by default 16
     * @return this
     */
    public Builder maxConcurrentWakes(int maxConcurrentWakes) {
      this.maxConcurrentWakes =
          (int) within("maxConcurrentWakes", maxConcurrentWakes, 1, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets how long a launched program may take to take a socket. One that has not done so is ended
     * (SIGTERM, ten seconds later SIGKILL) and rests like one that ended by itself. One that has
     * goes on as long as it likes, but counts no longer among those that run at a time.
     *
     * @param wakeTimeout more than zero; by default 5 minutes
     * @return this
     */
    public Builder wakeTimeout(Duration wakeTimeout) {
      this.wakeTimeout = positive("wakeTimeout", wakeTimeout);
      return this;
    }

    /**
     * Sets how long a task rests when its program ended without taking a socket.
     *
     * @param minBackOff more than zero; by default 1 second; twice as long after each further time
     * @return this
     */
    public Builder minBackOff(Duration minBackOff) {
      this.minBackOff = positive("minBackOff", minBackOff);
      return this;
    }

    /**
     * Sets how long it rests at most.
     *
     * @param maxBackOff more than zero; by default 5 minutes
     * @return this
     */
    public Builder maxBackOff(Duration maxBackOff) {
      this.maxBackOff = positive("maxBackOff", maxBackOff);
      return this;
    }

    /**
     * Sets the file that the output of launched programs is appended to.
     *
     * @param taskOutput a file, {@code null} for where the broker writes
     * @return this
     */
    public Builder taskOutput(@Nullable Path taskOutput) {
      this.taskOutput = taskOutput;
      return this;
    }

    /**
     * Makes the control.
     *
     * @return the control
     */
    public SocketBrokerServiceControl build() {
      return new SocketBrokerServiceControl(this);
    }

    private static long within(String name, long value, long least, long most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            name + ": " + value + " (expected: " + least + ".." + most + ")");
      }
      return value;
    }

    private static Duration positive(String name, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
      }
      return value;
    }
  }
}
