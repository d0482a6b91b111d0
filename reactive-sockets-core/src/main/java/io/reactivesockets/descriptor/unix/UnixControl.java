package io.reactivesockets.descriptor.unix;

import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Bounds and deadlines of connections over Unix-domain sockets. */
public final class UnixControl {

  private static final UnixControl DEFAULTS = builder().build();

  private final @Nullable Transport transport;
  private final int maxMessageBytes;
  private final int maxDescriptors;
  private final int maxConnections;
  private final Duration timeout;
  private final @Nullable Integer onlyUid;

  private UnixControl(Builder asked) {
    this.transport = asked.transport;
    this.maxMessageBytes = asked.maxMessageBytes;
    this.maxDescriptors = asked.maxDescriptors;
    this.maxConnections = asked.maxConnections;
    this.timeout = asked.timeout;
    this.onlyUid = asked.onlyUid;
  }

  /**
   * Returns the control that holds where nothing was asked.
   *
   * @return the defaults
   */
  public static UnixControl defaults() {
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
    Builder builder = new Builder();
    builder.transport = transport;
    builder.maxMessageBytes = maxMessageBytes;
    builder.maxDescriptors = maxDescriptors;
    builder.maxConnections = maxConnections;
    builder.timeout = timeout;
    builder.onlyUid = onlyUid;
    return builder;
  }

  /**
   * Returns the transport; the one on epoll if none was asked for.
   *
   * @return the transport
   */
  public Optional<Transport> transport() {
    return Optional.ofNullable(transport);
  }

  /**
   * Returns how many bytes a message may have, in either direction.
   *
   * @return 4,194,304 unless set
   */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /**
   * Returns how many descriptors may go with a message.
   *
   * @return 64 unless set
   */
  public int maxDescriptors() {
    return maxDescriptors;
  }

  /**
   * Returns how many connections a listener has open at a time; others wait in the backlog.
   *
   * @return 1,024 unless set
   */
  public int maxConnections() {
    return maxConnections;
  }

  /**
   * Returns how long the peer may take: to be connected to, to send a message it has begun, and to
   * take one.
   *
   * @return ten seconds unless set
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * Returns the one user whose processes are talked to.
   *
   * @return empty unless set: every user
   */
  public OptionalInt onlyUid() {
    return onlyUid == null ? OptionalInt.empty() : OptionalInt.of(onlyUid);
  }

  /** Collects what is asked. */
  public static final class Builder {

    private @Nullable Transport transport;
    private int maxMessageBytes = 4 << 20;
    private int maxDescriptors = 64;
    private int maxConnections = 1_024;
    private Duration timeout = Duration.ofSeconds(10);
    private @Nullable Integer onlyUid;

    private Builder() {}

    /**
     * Sets the transport.
     *
     * @param asked one on epoll
     * @return this builder
     */
    public Builder transport(Transport asked) {
      transport = Objects.requireNonNull(asked, "transport");
      return this;
    }

    /**
     * Sets how many bytes a message may have.
     *
     * @param bytes 1 or more
     * @return this builder
     */
    public Builder maxMessageBytes(int bytes) {
      maxMessageBytes = positive("maxMessageBytes", bytes);
      return this;
    }

    /**
     * Sets how many descriptors may go with a message.
     *
     * @param count 1 to 65,535
     * @return this builder
     */
    public Builder maxDescriptors(int count) {
      if (count > 65_535) {
        throw new IllegalArgumentException("maxDescriptors: " + count + " (expected: 1..65535)");
      }
      maxDescriptors = positive("maxDescriptors", count);
      return this;
    }

    /**
     * Sets how many connections a listener has open at a time.
     *
     * @param count 1 or more
     * @return this builder
     */
    public Builder maxConnections(int count) {
      maxConnections = positive("maxConnections", count);
      return this;
    }

    /**
     * Sets how long the peer may take.
     *
     * @param limit more than zero
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
     * Lets processes of one user in only.
     *
     * @param uid the user id
     * @return this builder
     */
    public Builder onlyUid(int uid) {
      onlyUid = uid;
      return this;
    }

    /**
     * Makes the control.
     *
     * @return it
     */
    public UnixControl build() {
      return new UnixControl(this);
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
      }
      return value;
    }
  }
}
