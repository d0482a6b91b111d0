package io.reactivesockets.descriptor.unix;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.transport.internal.Adoption;
import io.reactivesockets.transport.netty.NettyTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A connection over a Unix-domain socket: messages both ways, with descriptors of this process that
 * come out as descriptors of the other.
 *
 * <p>Descriptors flow in one direction at a time: if both sides send some in the same moment, that
 * is an error which closes the connection. Messages without any flow both ways at any time.
 */
public final class UnixConnection {

  private final EpollDomainSocketChannel channel;
  private final UnixHandler handler;
  private final UnixPeer peer;

  UnixConnection(EpollDomainSocketChannel channel, UnixHandler handler, UnixPeer peer) {
    this.channel = channel;
    this.handler = handler;
    this.peer = peer;
  }

  /**
   * Connects to a listener.
   *
   * @param path where it listens
   * @param control bounds and deadlines
   * @return cold; emits the open connection, or fails with a {@link SocketOperationException}
   */
  public static Mono<UnixConnection> connect(Path path, UnixControl control) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(control, "control");
    return Mono.create(
        sink -> {
          NettyTransport transport = Adoption.transport(control.transport());
          connect(path.toString(), control, transport.nextLoop(), sink);
        });
  }

  private static void connect(
      String path, UnixControl control, EventLoop loop, MonoSink<UnixConnection> sink) {
    EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
    UnixFailures failures = new UnixFailures(path);
    UnixHandler handler = UnixHandler.on(channel, loop, control, failures);
    channel.config().setConnectTimeoutMillis((int) control.timeout().toMillis());
    sink.onCancel(() -> loop.execute(channel::close));
    loop.register(channel)
        .addListener(
            registered ->
                channel
                    .connect(new DomainSocketAddress(path))
                    .addListener(
                        connected -> {
                          if (!connected.isSuccess()) {
                            channel.close();
                            sink.error(
                                failures.of(
                                    connected.cause(),
                                    SocketPhase.CONNECT,
                                    SocketOperationException.CONNECT));
                            return;
                          }
                          try {
                            sink.success(open(channel, handler, control, failures));
                          } catch (SocketOperationException refused) {
                            channel.close();
                            sink.error(refused);
                          }
                        }));
  }

  /** Makes the connection of a connected channel, if its peer is who it has to be. */
  static UnixConnection open(
      EpollDomainSocketChannel channel,
      UnixHandler handler,
      UnixControl control,
      UnixFailures failures) {
    UnixPeer peer;
    try {
      io.netty.channel.unix.PeerCredentials told = channel.peerCredentials();
      int[] groups = told.gids();
      peer = new UnixPeer(told.pid(), told.uid(), groups.length == 0 ? -1 : groups[0]);
    } catch (IOException e) {
      throw failures.of(e, SocketPhase.CONNECT, SocketOperationException.CONNECT);
    }
    OptionalInt only = control.onlyUid();
    if (only.isPresent() && only.getAsInt() != peer.uid()) {
      throw failures.stranger(peer, only.getAsInt());
    }
    return new UnixConnection(channel, handler, peer);
  }

  /**
   * Returns who is at the other end.
   *
   * @return as the kernel says
   */
  public UnixPeer peer() {
    return peer;
  }

  /**
   * Sends a message, behind those before it.
   *
   * @param message what to send; its descriptors stay the sender's
   * @return cold; completes when the kernel has taken the bytes or, if there are descriptors, when
   *     the receiver has them, whatever it makes of them; fails with a {@link
   *     SocketOperationException}, then the connection is closed, but for {@code NO_BUFFER_SPACE}
   * @throws IllegalArgumentException if the message exceeds the bounds of the control
   */
  public Mono<Void> send(UnixMessage message) {
    handler.check(message);
    return Mono.create(sink -> handler.execute(() -> handler.send(message, sink)));
  }

  /**
   * Emits the messages that arrive; their descriptors belong to the subscriber.
   *
   * <p>Hot, one subscriber at a time. Nothing is read without demand, except what is on its way
   * when a message with descriptors is sent. Completes when the peer has closed; fails with a
   * {@link SocketOperationException} when it broke the rules, was too slow, or the connection was
   * lost. Cancelling leaves the connection open, and messages to the next subscriber.
   *
   * @return the messages
   */
  public Flux<UnixMessage> messages() {
    return new UnixMessages(handler);
  }

  /**
   * Closes the connection when the sends before have left, at the control's timeout in any case;
   * descriptors that nobody has received are closed.
   *
   * @return cold; completes when it is closed
   */
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          handler.execute(handler::close);
          return closed();
        });
  }

  /**
   * Tells when the connection is closed.
   *
   * @return completes then; never fails
   */
  public Mono<Void> closed() {
    return Mono.create(sink -> channel.closeFuture().addListener(done -> sink.success()));
  }

  /**
   * Tells whether the connection is open.
   *
   * @return {@code false} once it is closed or lost
   */
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public String toString() {
    return "UnixConnection[" + peer + (isOpen() ? "]" : ", closed]");
  }

  /** For deadlines in milliseconds. */
  static long millis(UnixControl control) {
    return TimeUnit.NANOSECONDS.toMillis(control.timeout().toNanos());
  }
}
