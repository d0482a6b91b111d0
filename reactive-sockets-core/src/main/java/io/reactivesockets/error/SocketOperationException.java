package io.reactivesockets.error;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of this library's sockets: an operation that failed, with the facts.
 *
 * <p>The message is a sentence for people: what was attempted, against what, why it failed, what to
 * do. Programs read the accessors.
 */
public final class SocketOperationException extends RuntimeException {
  /** The operation of turning a name into addresses. */
  public static final String RESOLVE = "resolve";

  /** The operation of establishing a connection. */
  public static final String CONNECT = "connect";

  /** The operation of taking a local address. */
  public static final String BIND = "bind";

  /** The operation of taking a connection off a listener. */
  public static final String ACCEPT = "accept";

  /** The operation of sending. */
  public static final String SEND = "send";

  /** The operation of receiving. */
  public static final String RECEIVE = "receive";

  /** The operation of closing. */
  public static final String CLOSE = "close";

  private static final long serialVersionUID = 1;

  /** Why it failed. */
  private final SocketErrorStatus status;

  /** How far the socket had come. */
  private final SocketPhase phase;

  /** What was attempted. */
  private final String operation;

  /** Whether a retry can help. */
  private final boolean retryable;

  /** What the operation was directed at. */
  private final @Nullable String target;

  private final transient @Nullable SocketAddress local;
  private final transient @Nullable SocketAddress remote;
  private final transient @Nullable List<ConnectionAttempt> attempts;

  private SocketOperationException(Builder facts, SocketErrorStatus status) {
    super(FailureText.of(facts, status), facts.cause);
    this.status = status;
    this.phase = facts.phase;
    this.operation = facts.operation;
    this.retryable = facts.retryable != null ? facts.retryable : status.isTransient();
    this.target = facts.target;
    this.local = facts.local;
    this.remote = facts.remote;
    this.attempts = facts.attempts;
  }

  /**
   * Returns an exception for what was thrown below, with the status that it stands for.
   *
   * <p>Where its type leaves open what happened, the addresses help to find out; that asks the
   * system a few quick questions and never waits. An exception that already is one of these comes
   * back as it is.
   *
   * @param cause what was thrown
   * @param phase how far the socket had come
   * @param operation what was attempted, such as {@link #CONNECT}
   * @param local the local address, {@code null} if none is known
   * @param remote the address of the peer, {@code null} if none is known
   * @return the exception, to be thrown or signalled
   */
  public static SocketOperationException of(
      Throwable cause,
      SocketPhase phase,
      String operation,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote) {
    Objects.requireNonNull(cause, "cause");
    if (cause instanceof SocketOperationException own) {
      return own;
    }
    return builder(phase, operation).cause(cause).localAddress(local).remoteAddress(remote).build();
  }

  /**
   * Starts an exception.
   *
   * @param phase how far the socket had come
   * @param operation what was attempted, such as {@link #CONNECT}; begins the message
   * @return a builder
   */
  public static Builder builder(SocketPhase phase, String operation) {
    return new Builder(phase, operation);
  }

  /**
   * Returns a builder with the facts of this exception, to add some.
   *
   * <p>Reason, hint and elapsed time, which only the message shows, are not carried over; the cause
   * is this exception's cause.
   *
   * @return a builder
   */
  public Builder toBuilder() {
    return new Builder(phase, operation)
        .status(status)
        .target(target)
        .localAddress(local)
        .remoteAddress(remote)
        .attempts(attempts())
        .retryable(retryable)
        .cause(getCause());
  }

  /**
   * Returns why it failed.
   *
   * @return the status
   */
  public SocketErrorStatus status() {
    return status;
  }

  /**
   * Returns how far the socket had come.
   *
   * @return the phase
   */
  public SocketPhase phase() {
    return phase;
  }

  /**
   * Returns what was attempted.
   *
   * @return the operation, such as {@code connect}
   */
  public String operation() {
    return operation;
  }

  /**
   * Returns what the operation was directed at, as the caller named it.
   *
   * @return for instance {@code tcp://example.com:443}, empty if nothing beyond the addresses is
   *     known
   */
  public Optional<String> target() {
    return Optional.ofNullable(target);
  }

  /**
   * Returns the local address of the socket.
   *
   * @return the address, empty if the socket had none or none is known
   */
  public Optional<SocketAddress> localAddress() {
    return Optional.ofNullable(local);
  }

  /**
   * Returns the address of the peer.
   *
   * @return the address, empty if there was none or none is known
   */
  public Optional<SocketAddress> remoteAddress() {
    return Optional.ofNullable(remote);
  }

  /**
   * Returns the tries that were made to connect, in the order in which they began.
   *
   * @return the attempts, an immutable list, empty for operations other than connecting
   */
  public List<ConnectionAttempt> attempts() {
    return attempts == null ? List.of() : attempts;
  }

  /**
   * Tells whether doing the same again later may succeed, see {@link
   * SocketErrorStatus#isTransient()}.
   *
   * @return {@code true} if a retry can help
   */
  public boolean retryable() {
    return retryable;
  }

  /** Gathers the facts of a failure. */
  public static final class Builder {
    final SocketPhase phase;
    final String operation;
    @Nullable SocketErrorStatus status;
    @Nullable String target;
    @Nullable SocketAddress local;
    @Nullable SocketAddress remote;
    List<ConnectionAttempt> attempts = List.of();
    @Nullable Boolean retryable;
    @Nullable Duration elapsed;
    @Nullable String reason;
    @Nullable String hint;
    @Nullable Throwable cause;

    private Builder(SocketPhase phase, String operation) {
      this.phase = Objects.requireNonNull(phase, "phase");
      this.operation = Objects.requireNonNull(operation, "operation");
    }

    /**
     * Sets why it failed. Default: what the cause stands for.
     *
     * @param status the status
     * @return this
     */
    public Builder status(SocketErrorStatus status) {
      this.status = Objects.requireNonNull(status, "status");
      return this;
    }

    /**
     * Sets what the message says the operation was directed at. Default: the peer's address, for
     * binding and accepting the local one.
     *
     * @param target for instance {@code tcp://example.com:443}, {@code null} for the default
     * @return this
     */
    public Builder target(@Nullable String target) {
      this.target = target;
      return this;
    }

    /**
     * Sets the local address.
     *
     * @param address the address, {@code null} if none is known
     * @return this
     */
    public Builder localAddress(@Nullable SocketAddress address) {
      this.local = address;
      return this;
    }

    /**
     * Sets the address of the peer.
     *
     * @param address the address, {@code null} if none is known
     * @return this
     */
    public Builder remoteAddress(@Nullable SocketAddress address) {
      this.remote = address;
      return this;
    }

    /**
     * Sets the tries that were made to connect.
     *
     * @param attempts the attempts, in the order in which they began; copied
     * @return this
     */
    public Builder attempts(List<ConnectionAttempt> attempts) {
      this.attempts = List.copyOf(attempts);
      return this;
    }

    /**
     * Sets whether a retry can help. Default: what the status says.
     *
     * @param retryable whether a retry can help
     * @return this
     */
    public Builder retryable(boolean retryable) {
      this.retryable = retryable;
      return this;
    }

    /**
     * Sets how long the operation took until it failed; the message shows it, and it helps to tell
     * a refused connection from one that the system gave up.
     *
     * @param elapsed the time, {@code null} if it is not known
     * @return this
     */
    public Builder elapsed(@Nullable Duration elapsed) {
      this.elapsed = elapsed;
      return this;
    }

    /**
     * Sets the words for why it failed. Default: the description of the status.
     *
     * @param reason for instance {@code line of more than 8192 bytes}
     * @return this
     */
    public Builder reason(String reason) {
      this.reason = Objects.requireNonNull(reason, "reason");
      return this;
    }

    /**
     * Sets what the message advises. Default: what helps in general for status and phase.
     *
     * @param hint for instance {@code raise connectTimeout}, empty for none
     * @return this
     */
    public Builder hint(String hint) {
      this.hint = Objects.requireNonNull(hint, "hint");
      return this;
    }

    /**
     * Sets what was thrown below.
     *
     * @param cause the cause, {@code null} if there is none
     * @return this
     */
    public Builder cause(@Nullable Throwable cause) {
      this.cause = cause;
      return this;
    }

    /**
     * Makes the exception. Without a status, the cause decides it, with what phase, operation,
     * addresses and elapsed time add to it.
     *
     * @return the exception
     */
    public SocketOperationException build() {
      return new SocketOperationException(this, decideStatus());
    }

    private SocketErrorStatus decideStatus() {
      if (status != null) {
        return status;
      }
      return cause == null
          ? SocketErrorStatus.UNKNOWN
          : FailureClassifier.statusOf(
              cause, new FailureFacts(phase, operation, local, remote, elapsed));
    }
  }
}
