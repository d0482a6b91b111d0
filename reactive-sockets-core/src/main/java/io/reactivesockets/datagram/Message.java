package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.reactivesockets.descriptor.UnreadDatagram;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One datagram that was received. The bytes belong to whoever receives it; nothing to release. */
public final class Message {

  private final byte[] bytes;
  private final InetSocketAddress remote;
  private final @Nullable InetSocketAddress local;
  private final int length;

  private Message(
      byte[] bytes, InetSocketAddress remote, @Nullable InetSocketAddress local, int length) {
    this.bytes = bytes;
    this.remote = remote;
    this.local = local;
    this.length = length;
  }

  /**
   * Makes a message of its parts, such as for tests of what handles messages.
   *
   * @param payload the bytes, from position to limit; copied
   * @param remoteAddress who sent it
   * @return the message, whole
   */
  public static Message of(ByteBuffer payload, InetSocketAddress remoteAddress) {
    byte[] copy = new byte[payload.remaining()];
    payload.duplicate().get(copy);
    return new Message(
        copy, Objects.requireNonNull(remoteAddress, "remoteAddress"), null, copy.length);
  }

  /** Copies what was received, cut at a limit. */
  static Message copyOf(
      ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local, int limit) {
    int length = content.readableBytes();
    byte[] copy = new byte[Math.min(length, limit)];
    content.getBytes(content.readerIndex(), copy);
    return new Message(copy, remote, local, length);
  }

  /** Makes a message of one that was received elsewhere. */
  static Message of(UnreadDatagram unread) {
    return new Message(
        unread.payload(), unread.remote(), unread.local().orElse(null), unread.originalSize());
  }

  /** Returns the parts, to be received elsewhere. */
  UnreadDatagram unread() {
    return new UnreadDatagram(remote, Optional.ofNullable(local), bytes, length);
  }

  /**
   * Returns the bytes.
   *
   * @return a new heap buffer over the bytes of this message, from 0 to {@link #size()}
   */
  public ByteBuffer payload() {
    return ByteBuffer.wrap(bytes);
  }

  /**
   * Returns how many bytes the message has.
   *
   * @return 0 to 65,507 over IPv4, to 65,527 over IPv6
   */
  public int size() {
    return bytes.length;
  }

  /**
   * Returns the bytes as text.
   *
   * @param charset how the text is written
   * @return the text
   */
  public String text(Charset charset) {
    return new String(bytes, charset);
  }

  /**
   * Returns who sent the message.
   *
   * @return the address and port
   */
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  /**
   * Returns where the message arrived: which address of this host it was sent to, or which
   * multicast group or broadcast address.
   *
   * @return the address and port; empty where the system does not tell, as for IPv6 and on NIO and
   *     io_uring when the socket is bound to every address
   */
  public Optional<InetSocketAddress> localAddress() {
    return Optional.ofNullable(local);
  }

  /**
   * Tells whether the datagram was longer than {@link DatagramSocketControl#maxMessageBytes()} and
   * was cut there.
   *
   * @return {@code false} unless a limit was set
   */
  public boolean truncated() {
    return length > bytes.length;
  }

  /**
   * Returns how long the datagram was on the wire.
   *
   * @return {@link #size()} or, if it was cut, more
   */
  public int originalSize() {
    return length;
  }

  /**
   * Returns the traffic class (IPv4 type of service) that the datagram came with.
   *
   * @return 0 to 255; empty where the transport does not pass it on, which is the case of all in
   *     this library today, since Netty does not
   */
  public OptionalInt trafficClass() {
    return OptionalInt.empty();
  }

  /**
   * Makes an answer to the sender of this message.
   *
   * @param payload the bytes of the answer, from position to limit
   * @return a datagram to send
   */
  public Datagram reply(ByteBuffer payload) {
    return Datagram.to(remote, payload);
  }

  @Override
  public String toString() {
    return "Message["
        + bytes.length
        + " bytes from "
        + remote
        + (local == null ? "" : " to " + local)
        + (truncated() ? ", cut from " + length : "")
        + "]";
  }
}
