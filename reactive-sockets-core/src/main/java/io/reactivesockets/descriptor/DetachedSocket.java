package io.reactivesockets.descriptor;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A live socket that no event loop serves: its descriptor, and what this process knew about it and
 * the kernel does not. The kernel goes on receiving for it.
 *
 * <p>It has exactly one end. Either it is adopted, in this process or in the one that it was sent
 * to, by {@code adopt} of {@code StreamSocket}, {@code StreamSocketListener} or {@code
 * DatagramSocket}; or it is {@link #release released} here once another process has acknowledged
 * that it owns the socket. Whoever has one sees to one of them: nothing else closes the descriptor.
 *
 * <pre>{@code
 * socket.detach()
 *     .flatMap(detached ->
 *         connection.send(UnixMessage.of(detached.encode(), detached.descriptors()))
 *             .then(acknowledgement)
 *             .doOnSuccess(done -> detached.release()))
 * }</pre>
 *
 * <p>What it says never changes, but for {@link #isHeld()}.
 */
public final class DetachedSocket {

  private final DetachedSocketKind kind;
  private final int descriptor;
  private final byte[] unread;
  private final List<UnreadDatagram> unreadDatagrams;
  private final boolean accepted;
  private final boolean inputEnded;
  private final boolean outputEnded;
  private final boolean joining;
  private final SocketCounts counts;
  private final @Nullable HostName hostName;
  private final @Nullable String serviceName;
  private final @Nullable InetSocketAddress shownLocal;
  private final @Nullable InetSocketAddress shownRemote;
  private final List<JoinedGroup> groups;
  private final List<DetachedSocket> members;
  private final AtomicBoolean held = new AtomicBoolean(true);

  private DetachedSocket(Builder facts) {
    this.kind = facts.kind;
    this.descriptor = facts.descriptor;
    this.unread = facts.unread;
    this.unreadDatagrams = facts.unreadDatagrams;
    this.accepted = facts.accepted;
    this.inputEnded = facts.inputEnded;
    this.outputEnded = facts.outputEnded;
    this.joining = facts.joining;
    this.counts = facts.counts;
    this.hostName = facts.hostName;
    this.serviceName = facts.serviceName;
    this.shownLocal = facts.shownLocal;
    this.shownRemote = facts.shownRemote;
    this.groups = facts.groups;
    this.members = facts.members;
  }

  /**
   * Makes one of a bare descriptor, such as one that another program passed.
   *
   * @param kind what the descriptor is; see {@link Descriptors#kindOf(int)}
   * @param descriptor an open descriptor, which the result owns
   * @return a detached socket without unread bytes
   */
  public static DetachedSocket of(DetachedSocketKind kind, int descriptor) {
    return builder(kind, descriptor).build();
  }

  /**
   * Starts one with its facts.
   *
   * @param kind what the descriptor is
   * @param descriptor an open descriptor, which the result owns
   * @return a builder
   */
  public static Builder builder(DetachedSocketKind kind, int descriptor) {
    return new Builder(kind, descriptor);
  }

  /**
   * Reads what {@link #encode()} wrote, for descriptors that came along.
   *
   * @param state the bytes
   * @param descriptors the descriptors, in the order of {@link #descriptors()} there, as they are
   *     numbered in this process; the result owns them
   * @return the detached socket
   * @throws IllegalArgumentException if the bytes are not such a state, of another version, or go
   *     with another number of descriptors; then the descriptors are still the caller's
   */
  public static DetachedSocket decode(byte[] state, List<Integer> descriptors) {
    return DetachedSocketCodec.decode(state, descriptors);
  }

  /**
   * Returns what the socket is.
   *
   * @return the kind
   */
  public DetachedSocketKind kind() {
    return kind;
  }

  /**
   * Returns the descriptor, without those of the members.
   *
   * @return a descriptor of this process, open as long as {@link #isHeld()}
   */
  public int descriptor() {
    return descriptor;
  }

  /**
   * Returns every descriptor, the own one first, then those of the {@link #members()}.
   *
   * @return one or more descriptors of this process, open as long as {@link #isHeld()}
   */
  public List<Integer> descriptors() {
    List<Integer> all = new ArrayList<>();
    collect(all);
    return List.copyOf(all);
  }

  private void collect(List<Integer> all) {
    all.add(descriptor);
    members.forEach(member -> member.collect(all));
  }

  /**
   * Returns what belongs to this socket and has descriptors of its own: for a listener the other
   * sockets that listen on its port, and connections that it accepted and nobody was given; for a
   * datagram socket the others that share its port.
   *
   * @return most often none
   */
  public List<DetachedSocket> members() {
    return members;
  }

  /**
   * Returns the bytes of a stream that were taken from the kernel and that nobody has seen. They
   * come before those that are in the kernel.
   *
   * @return a copy, perhaps empty
   */
  public byte[] unread() {
    return unread.clone();
  }

  /**
   * Returns how many bytes nobody has seen yet, in a stream or in datagrams.
   *
   * @return the number of bytes, those of members not counted
   */
  public int unreadBytes() {
    int bytes = unread.length;
    for (UnreadDatagram datagram : unreadDatagrams) {
      bytes += datagram.payload().length;
    }
    return bytes;
  }

  /**
   * Returns the datagrams that were taken from the kernel and that nobody has seen.
   *
   * @return in order of arrival, perhaps none
   */
  public List<UnreadDatagram> unreadDatagrams() {
    return unreadDatagrams;
  }

  /**
   * Tells whether a stream was accepted by a listener.
   *
   * @return {@code false} if it was connected from here
   */
  public boolean accepted() {
    return accepted;
  }

  /**
   * Tells whether the peer of a stream has finished sending.
   *
   * @return {@code true} if only unread bytes are left to read
   */
  public boolean inputEnded() {
    return inputEnded;
  }

  /**
   * Tells whether a stream has finished sending.
   *
   * @return {@code true} if nothing can be sent any more
   */
  public boolean outputEnded() {
    return outputEnded;
  }

  /**
   * Tells whether datagrams in the kernel may be joined to trains (UDP_GRO), so that whoever reads
   * them has to take them apart, as this library does.
   *
   * @return {@code false} unless {@code receiveOffload} of the datagram socket was on
   */
  public boolean joining() {
    return joining;
  }

  /**
   * Returns what the socket has counted so far.
   *
   * @return the counts
   */
  public SocketCounts counts() {
    return counts;
  }

  /**
   * Returns the host that was asked for when the socket connected.
   *
   * @return empty if it was accepted or bound
   */
  public Optional<HostName> hostName() {
    return Optional.ofNullable(hostName);
  }

  /**
   * Returns the service that was asked for when the socket connected.
   *
   * @return empty if it was accepted or bound
   */
  public Optional<String> serviceName() {
    return Optional.ofNullable(serviceName);
  }

  /**
   * Returns the local address to show instead of that of the descriptor, such as one told by a
   * proxy.
   *
   * @return most often empty
   */
  public Optional<InetSocketAddress> shownLocalAddress() {
    return Optional.ofNullable(shownLocal);
  }

  /**
   * Returns the remote address to show instead of that of the descriptor, such as one told by a
   * proxy.
   *
   * @return most often empty
   */
  public Optional<InetSocketAddress> shownRemoteAddress() {
    return Optional.ofNullable(shownRemote);
  }

  /**
   * Returns the multicast groups that a datagram socket has joined.
   *
   * @return most often none
   */
  public List<JoinedGroup> groups() {
    return groups;
  }

  /**
   * Writes all of this but the descriptors, for another process; see {@link #decode}.
   *
   * @return the bytes, in a format with a version
   * @throws IllegalStateException if that is more than {@value DetachedSocketCodec#MAX_BYTES} bytes
   */
  public byte[] encode() {
    return DetachedSocketCodec.encode(this);
  }

  /**
   * Tells whether the descriptors are still this object's.
   *
   * @return {@code false} once it was released, adopted or taken
   */
  public boolean isHeld() {
    return held.get();
  }

  /**
   * Closes the descriptors without a word to the peer (close(2), never shutdown(2)): the socket
   * lives on where another process has it. If none has, the connection ends. Does nothing if the
   * descriptors are not held any more.
   */
  public void release() {
    if (held.compareAndSet(true, false)) {
      descriptors().forEach(Descriptors::close);
    }
  }

  /**
   * Takes the descriptors, which are the caller's from now on.
   *
   * @return every descriptor, see {@link #descriptors()}
   * @throws SocketOperationException with {@code ALREADY_CLOSED} if they are not held any more
   */
  public List<Integer> take() {
    if (!held.compareAndSet(true, false)) {
      throw SocketOperationException.builder(SocketPhase.OPEN, "adopt")
          .status(SocketErrorStatus.ALREADY_CLOSED)
          .reason("the detached socket was adopted or released before")
          .hint("a detached socket has one end; detach anew")
          .build();
    }
    return descriptors();
  }

  /**
   * Gives back what was taken, because it could not be adopted after all.
   *
   * @throws IllegalStateException if it was not taken
   */
  public void giveBack() {
    if (!held.compareAndSet(false, true)) {
      throw new IllegalStateException("the descriptors were not taken");
    }
  }

  @Override
  public String toString() {
    return "DetachedSocket["
        + kind
        + " "
        + descriptors()
        + ", "
        + unreadBytes()
        + " bytes unread"
        + (isHeld() ? "]" : ", gone]");
  }

  /** Collects the facts of a detached socket. */
  public static final class Builder {

    private final DetachedSocketKind kind;
    private final int descriptor;
    private byte[] unread = {};
    private List<UnreadDatagram> unreadDatagrams = List.of();
    private boolean accepted;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean joining;
    private SocketCounts counts = SocketCounts.NONE;
    private @Nullable HostName hostName;
    private @Nullable String serviceName;
    private @Nullable InetSocketAddress shownLocal;
    private @Nullable InetSocketAddress shownRemote;
    private List<JoinedGroup> groups = List.of();
    private List<DetachedSocket> members = List.of();

    private Builder(DetachedSocketKind kind, int descriptor) {
      this.kind = Objects.requireNonNull(kind, "kind");
      if (descriptor < 0) {
        throw new IllegalArgumentException("descriptor: " + descriptor + " (expected: 0 or more)");
      }
      this.descriptor = descriptor;
    }

    /**
     * Sets the bytes that come before those in the kernel.
     *
     * @param bytes copied
     * @return this builder
     */
    public Builder unread(byte[] bytes) {
      unread = bytes.clone();
      return this;
    }

    /**
     * Sets the datagrams that come before those in the kernel.
     *
     * @param datagrams in order
     * @return this builder
     */
    public Builder unreadDatagrams(List<UnreadDatagram> datagrams) {
      unreadDatagrams = List.copyOf(datagrams);
      return this;
    }

    /**
     * Sets whether a listener accepted the stream.
     *
     * @param yes whether it did; {@code false} unless set
     * @return this builder
     */
    public Builder accepted(boolean yes) {
      accepted = yes;
      return this;
    }

    /**
     * Sets whether the peer has finished sending.
     *
     * @param yes whether it has; {@code false} unless set
     * @return this builder
     */
    public Builder inputEnded(boolean yes) {
      inputEnded = yes;
      return this;
    }

    /**
     * Sets whether the stream has finished sending.
     *
     * @param yes whether it has; {@code false} unless set
     * @return this builder
     */
    public Builder outputEnded(boolean yes) {
      outputEnded = yes;
      return this;
    }

    /**
     * Sets whether datagrams in the kernel may be joined to trains.
     *
     * @param yes whether they may; {@code false} unless set
     * @return this builder
     */
    public Builder joining(boolean yes) {
      joining = yes;
      return this;
    }

    /**
     * Sets what was counted so far.
     *
     * @param counted the counts; none unless set
     * @return this builder
     */
    public Builder counts(SocketCounts counted) {
      counts = Objects.requireNonNull(counted, "counts");
      return this;
    }

    /**
     * Sets what was asked for when the socket connected.
     *
     * @param host the host, or {@code null}
     * @param service the service, or {@code null}
     * @return this builder
     */
    public Builder connectedTo(@Nullable HostName host, @Nullable String service) {
      hostName = host;
      serviceName = service;
      return this;
    }

    /**
     * Sets the addresses to show instead of those of the descriptor.
     *
     * @param local the local address, or {@code null} for that of the descriptor
     * @param remote the remote address, or {@code null} for that of the descriptor
     * @return this builder
     */
    public Builder shownAddresses(
        @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote) {
      shownLocal = local;
      shownRemote = remote;
      return this;
    }

    /**
     * Sets the multicast groups that the socket has joined.
     *
     * @param joined the groups
     * @return this builder
     */
    public Builder groups(List<JoinedGroup> joined) {
      groups = List.copyOf(joined);
      return this;
    }

    /**
     * Sets what belongs to this socket and has descriptors of its own.
     *
     * @param others the result owns them; they have no members themselves
     * @return this builder
     */
    public Builder members(List<DetachedSocket> others) {
      for (DetachedSocket other : others) {
        if (!other.members.isEmpty()) {
          throw new IllegalArgumentException("members: nested (expected: one level)");
        }
      }
      members = List.copyOf(others);
      return this;
    }

    /**
     * Makes the detached socket.
     *
     * @return it
     */
    public DetachedSocket build() {
      return new DetachedSocket(this);
    }
  }
}
