package io.reactivesockets.triggers.control;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.websocket.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * What is sent so that a network and a server do not forget an idle connection.
 *
 * @param <T> what it is sent on
 */
@FunctionalInterface
public interface KeepAlive<T> {

  /**
   * Sends it, and finds out whether the peer is still there if it can.
   *
   * @param transport what to send on
   * @param due when and why
   * @return emits what was found out; completing without a value is {@link
   *     KeepAliveAnswer#unknown()}; an error, or nothing within {@link
   *     ControlChannelTriggerControl#replyTimeout()}, means that the connection is lost
   */
  Publisher<KeepAliveAnswer> send(T transport, KeepAliveDue due);

  /**
   * Is told how long the connection may be silent from now on, for keep-alives that the system
   * sends by itself.
   *
   * @param transport what it is about
   * @param interval how long
   * @param replyTimeout how long the peer may take to answer
   */
  default void prepare(T transport, Duration interval, Duration replyTimeout) {}

  /**
   * Returns the keep-alive that sends nothing: the application does, on each {@link KeepAliveDue}.
   *
   * @param <T> any transport
   * @return a keep-alive from which nothing is learned
   */
  static <T> KeepAlive<T> byApplication() {
    return new ApplicationKeepAlive<>();
  }

  /**
   * Returns the keep-alive of WebSockets that is answered: a ping.
   *
   * @return a keep-alive that learns from the pong
   */
  static KeepAlive<WebSocket> ping() {
    return new WebSocketKeepAlive();
  }

  /**
   * Returns the keep-alive of WebSockets that costs one frame: an unsolicited pong. Nothing is
   * learned from it.
   *
   * @return a keep-alive without answer
   */
  static KeepAlive<WebSocket> pong() {
    return (socket, due) -> socket.pong().then(Mono.empty());
  }

  /**
   * Returns the keep-alive that the system sends on TCP connections by itself (RFC 1122 section
   * 4.2.3.6): not a byte of the application, and no wake-up of this process but to see the answer.
   *
   * <p>Its times are set to the interval, in whole seconds, 1 or more. Where the system tells when
   * it last heard of the peer (epoll and io_uring on Linux) the interval is learned.
   *
   * @return a keep-alive of the system
   */
  static KeepAlive<StreamSocket> tcp() {
    return TcpKeepAlive.BY_SYSTEM;
  }

  /**
   * Returns a keep-alive of bytes that the protocol of a connection has for it, such as an empty
   * line. The acknowledgement of TCP is the answer, where the system tells it (epoll and io_uring
   * on Linux).
   *
   * @param bytes from position to limit; copied
   * @return a keep-alive of these bytes
   */
  static KeepAlive<StreamSocket> bytes(ByteBuffer bytes) {
    return new TcpKeepAlive(copy(bytes));
  }

  /**
   * Returns a keep-alive of one datagram to the peer of a connected socket. Nothing is learned from
   * it, since UDP answers nothing; see {@link KeepAliveAnswer#mappedTo} for what has to be.
   *
   * @param payload from position to limit; copied
   * @return a keep-alive of that datagram
   */
  static KeepAlive<DatagramSocket> datagram(ByteBuffer payload) {
    ByteBuffer copy = copy(payload);
    return (socket, due) -> socket.send(copy.duplicate()).then(Mono.empty());
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }
}
