package io.reactivesockets.triggers.activity;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A socket that a broker holds for this application, as it was when it was asked for; and the way
 * to take it back.
 *
 * <p>Taking it back makes this process the owner: {@link #streamSocket()}, {@link
 * #streamSocketListener()} or {@link #datagramSocket()}, whichever fits {@link #socketKind()}. To
 * hear of it again, transfer it again.
 */
public final class SocketActivityInformation {

  private final SocketRecord socket;
  private final Mono<DetachedSocket> taking;
  private final Consumer<DetachedSocket> unused;

  /**
   * Makes one.
   *
   * @param unused gets the socket if it was taken and could not be made a live one
   */
  SocketActivityInformation(
      SocketRecord socket, Mono<DetachedSocket> taking, Consumer<DetachedSocket> unused) {
    this.socket = socket;
    this.taking = taking;
    this.unused = unused;
  }

  /**
   * Returns the name under which the socket was transferred.
   *
   * @return the id
   */
  public String id() {
    return socket.id();
  }

  /**
   * Returns what was left beside the socket.
   *
   * @return the context, empty if there was none
   */
  public SocketActivityContext context() {
    return SocketActivityContext.of(socket.context().buffer());
  }

  /**
   * Returns what it is.
   *
   * @return the kind
   */
  public SocketActivityKind socketKind() {
    return Codes.kind(socket.kind());
  }

  /**
   * Returns the task that was named when the transfer was enabled.
   *
   * @return the task's identifier
   */
  public UUID taskId() {
    return socket.task();
  }

  /**
   * Returns after how long without activity the application is woken.
   *
   * @return empty if it is not
   */
  public Optional<Duration> keepAliveTime() {
    return socket.keepAliveMillis() == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(socket.keepAliveMillis()));
  }

  /**
   * Returns since when the broker has it.
   *
   * @return the time of the transfer
   */
  public Instant heldSince() {
    return Instant.ofEpochMilli(socket.heldSince());
  }

  /**
   * Returns how many bytes travelled with the socket, because they had been received and nobody had
   * read them.
   *
   * @return the number of bytes
   */
  public long unreadBytes() {
    return socket.unreadBytes();
  }

  /**
   * Returns the socket's own address, for people.
   *
   * @return such as {@code 127.0.0.1:443}
   */
  public String localAddress() {
    return socket.local();
  }

  /**
   * Returns the address of its peer, for people.
   *
   * @return such as {@code [2001:db8::1]:1234}, empty if it has none
   */
  public Optional<String> remoteAddress() {
    return Optional.of(socket.remote()).filter(text -> !text.isEmpty());
  }

  /**
   * Returns what has happened to the socket.
   *
   * @return empty if nothing did
   */
  public Optional<SocketActivityTriggerReason> reason() {
    return socket.reason() == SocketRecord.NOTHING
        ? Optional.empty()
        : Optional.of(Codes.reason(socket.reason()));
  }

  /**
   * Returns what a listener speaks with those that it accepts.
   *
   * @return {@code PLAIN_SOCKET} for plaintext, and for sockets of other kinds
   */
  public SocketProtectionLevel protectionLevel() {
    return Codes.level(socket.level());
  }

  /**
   * Takes a connection back.
   *
   * @return cold; see {@link #streamSocket(StreamSocketControl)}
   */
  public Mono<StreamSocket> streamSocket() {
    return take(SocketActivityKind.STREAM_SOCKET, StreamSocket::adopt);
  }

  /**
   * Takes a connection back.
   *
   * @param control options and bounds
   * @return cold; emits the socket, with the unread bytes first in its input, when the broker has
   *     let go of it; fails if it is of another kind, or is not there any more. Cancelling leaves
   *     the socket with the broker, or with {@link SocketBroker#keptSockets()}
   */
  public Mono<StreamSocket> streamSocket(StreamSocketControl control) {
    return take(
        SocketActivityKind.STREAM_SOCKET, detached -> StreamSocket.adopt(detached, control));
  }

  /**
   * Takes a listener back.
   *
   * @return cold; see {@link #streamSocket(StreamSocketControl)}
   */
  public Mono<StreamSocketListener> streamSocketListener() {
    return streamSocketListener(StreamSocketListenerControl.defaults());
  }

  /**
   * Takes a listener back. It speaks with new connections what it spoke before, see {@link
   * #protectionLevel()}.
   *
   * @param control options and bounds, with the server's credentials for a listener with TLS
   * @return cold; see {@link #streamSocket(StreamSocketControl)}; fails with {@code
   *     OPERATION_NOT_SUPPORTED} if the control has no credentials for a listener with TLS, which
   *     stays with the broker then
   */
  public Mono<StreamSocketListener> streamSocketListener(StreamSocketListenerControl control) {
    SocketProtectionLevel level = protectionLevel();
    if (level.isTls() && control.tls().isEmpty()) {
      return Mono.error(
          SocketOperationException.builder(SocketPhase.OPEN, "take back")
              .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
              .target(id())
              .reason("the listener speaks TLS, and the control has no credentials for that")
              .hint("give the control those that it had before")
              .build());
    }
    return take(
        SocketActivityKind.STREAM_SOCKET_LISTENER,
        detached -> StreamSocketListener.adopt(detached, level, control));
  }

  /**
   * Takes a datagram socket back.
   *
   * @return cold; see {@link #streamSocket(StreamSocketControl)}
   */
  public Mono<DatagramSocket> datagramSocket() {
    return take(SocketActivityKind.DATAGRAM_SOCKET, DatagramSocket::adopt);
  }

  /**
   * Takes a datagram socket back.
   *
   * @param control options and bounds
   * @return cold; see {@link #streamSocket(StreamSocketControl)}
   */
  public Mono<DatagramSocket> datagramSocket(DatagramSocketControl control) {
    return take(
        SocketActivityKind.DATAGRAM_SOCKET, detached -> DatagramSocket.adopt(detached, control));
  }

  private <T> Mono<T> take(SocketActivityKind wanted, Function<DetachedSocket, Mono<T>> adopt) {
    if (socketKind() != wanted) {
      return Mono.error(
          SocketOperationException.builder(SocketPhase.OPEN, "take back")
              .status(SocketErrorStatus.INVALID_ARGUMENT)
              .target(id())
              .reason("it is a " + socketKind() + " (expected: " + wanted + ")")
              .hint("look at socketKind() first")
              .build());
    }
    return taking.flatMap(
        detached ->
            adopt
                .apply(detached)
                .doOnError(
                    failed -> {
                      if (detached.isHeld()) {
                        unused.accept(detached);
                      }
                    }));
  }

  @Override
  public String toString() {
    return "SocketActivityInformation[id="
        + id()
        + ", kind="
        + socketKind()
        + ", local="
        + localAddress()
        + ", remote="
        + socket.remote()
        + "]";
  }
}
