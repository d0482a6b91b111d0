package io.reactivesockets.metrics;

import io.reactivesockets.error.SocketErrorStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * Is told what sockets do, in order to count it; given to sockets with their control. One instance
 * serves any number of sockets.
 *
 * <p>Methods are called by several threads, on event loops and, where a message is {@link
 * #dropped}, by those who publish it: they return at once and throw nothing. Every method does
 * nothing unless it is overridden. For Micrometer there is {@code
 * io.reactivesockets.micrometer.MicrometerSocketMetrics}.
 */
public interface SocketMetrics {

  /**
   * Returns what measures nothing.
   *
   * @return the default of every control
   */
  static SocketMetrics none() {
    return NoMetrics.INSTANCE;
  }

  /**
   * A socket is open: connected, accepted or bound. {@link #closed} follows, once.
   *
   * @param role what it is
   */
  default void opened(SocketRole role) {}

  /**
   * A socket that was opened is closed, however it came to be.
   *
   * @param role what it is
   */
  default void closed(SocketRole role) {}

  /**
   * Bytes came from the kernel; with TLS, those inside it.
   *
   * @param role what the socket is
   * @param bytes how many more, at least 1
   */
  default void received(SocketRole role, long bytes) {}

  /**
   * The kernel, or TLS, has taken bytes.
   *
   * @param role what the socket is
   * @param bytes how many more, at least 1
   */
  default void sent(SocketRole role, long bytes) {}

  /**
   * An attempt to connect is over: from the names to the open socket, TLS not included; of a
   * WebSocket to the end of its opening handshake, with all that is below.
   *
   * @param role what was to be opened
   * @param took how long it took
   * @param failure the status it failed with; empty if it succeeded; {@code OPERATION_ABORTED} if
   *     nobody waited for it any more
   */
  default void connectEnded(SocketRole role, Duration took, Optional<SocketErrorStatus> failure) {}

  /**
   * A TLS handshake is over.
   *
   * @param role what the socket is
   * @param took how long it took
   * @param failure the status it failed with; empty if it succeeded
   */
  default void handshakeEnded(
      SocketRole role, Duration took, Optional<SocketErrorStatus> failure) {}

  /**
   * A listener closed a connection that nobody saw: outside the granted networks, without the proxy
   * header it has to begin with, or with a TLS handshake that failed; or a server refused a request
   * to open a WebSocket.
   *
   * @param role what it would have been
   */
  default void refused(SocketRole role) {}

  /**
   * Datagrams were dropped in this process, for nobody had asked for them and the read-ahead was
   * full; or messages of a WebSocket were not sent, for its policy for slow consumers says so.
   *
   * @param role what the socket is
   * @param messages how many more, at least 1
   */
  default void dropped(SocketRole role, long messages) {}

  /**
   * The last part of a message came over a WebSocket.
   *
   * @param role what the socket is
   */
  default void messageReceived(SocketRole role) {}

  /**
   * The last part of a message was put on its way over a WebSocket.
   *
   * @param role what the socket is
   */
  default void messageSent(SocketRole role) {}

  /**
   * The peer of a WebSocket has answered a ping.
   *
   * @param role what the socket is
   * @param took from the ping to the pong
   */
  default void roundTrip(SocketRole role, Duration took) {}
}
