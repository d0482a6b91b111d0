package io.reactivesockets.datagram;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One datagram to be sent, to a remote address or to the peer of a connected socket. */
public final class Datagram {

  private final ByteBuffer payload;
  private final @Nullable InetSocketAddress remote;

  private Datagram(ByteBuffer payload, @Nullable InetSocketAddress remote) {
    this.payload = Objects.requireNonNull(payload, "payload");
    this.remote = remote;
  }

  /**
   * Makes a datagram to the peer of a connected socket.
   *
   * @param payload the bytes, from position to limit; not copied
   * @return the datagram
   */
  public static Datagram of(ByteBuffer payload) {
    return new Datagram(payload, null);
  }

  /**
   * Makes a datagram to an address.
   *
   * @param remoteAddress where to, resolved
   * @param payload the bytes, from position to limit; not copied
   * @return the datagram
   * @throws IllegalArgumentException if the address is not resolved or the port is 0
   */
  public static Datagram to(InetSocketAddress remoteAddress, ByteBuffer payload) {
    return new Datagram(payload, Remotes.checked(remoteAddress));
  }

  /**
   * Returns the bytes.
   *
   * @return a new view, from position to limit
   */
  public ByteBuffer payload() {
    return payload.duplicate();
  }

  /**
   * Returns where it is to go.
   *
   * @return the address; empty for the peer of a connected socket
   */
  public Optional<InetSocketAddress> remoteAddress() {
    return Optional.ofNullable(remote);
  }

  @Nullable InetSocketAddress remote() {
    return remote;
  }

  @Override
  public String toString() {
    return "Datagram["
        + payload.remaining()
        + " bytes"
        + (remote == null ? "]" : " to " + remote + "]");
  }
}
