package io.reactivesockets.descriptor.unix;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.transport.internal.Adoption;
import io.reactivesockets.transport.netty.NettyTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A listener on a Unix-domain socket. */
public final class UnixListener {

  private static final Logger LOG = LoggerFactory.getLogger(UnixListener.class);

  private static final int MAX_PATH_BYTES = 107;

  private final EpollServerDomainSocketChannel channel;
  private final NettyTransport transport;
  private final EventLoop loop;
  private final UnixControl control;
  private final UnixFailures failures;
  private final AtomicReference<@Nullable FluxSink<UnixConnection>> subscriber =
      new AtomicReference<>();
  private final AtomicInteger open = new AtomicInteger();

  private UnixListener(
      EpollServerDomainSocketChannel channel,
      NettyTransport transport,
      EventLoop loop,
      UnixControl control,
      UnixFailures failures) {
    this.channel = channel;
    this.transport = transport;
    this.loop = loop;
    this.control = control;
    this.failures = failures;
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(new Acceptance());
  }

  /**
   * Listens on a path that only processes of this user can connect to (mode 0600). A socket that a
   * dead process left there is replaced.
   *
   * @param path 1 to 107 bytes, in a directory that exists and that others cannot write to
   * @param control bounds and deadlines
   * @return cold; emits the listener, or fails with a {@link SocketOperationException}, with {@code
   *     ADDRESS_ALREADY_IN_USE} if somebody listens there, {@code INVALID_ARGUMENT} if there is no
   *     such directory, or something that is no socket
   */
  public static Mono<UnixListener> bind(Path path, UnixControl control) {
    Objects.requireNonNull(control, "control");
    int length = path.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_PATH_BYTES) {
      throw new IllegalArgumentException(
          "path: " + length + " bytes (expected: 1.." + MAX_PATH_BYTES + ")");
    }
    return refuseIfAlive(path, control)
        .then(
            Mono.<Void>fromRunnable(() -> SocketPlace.check(path))
                .subscribeOn(Schedulers.boundedElastic()))
        .then(Mono.defer(() -> open(path, null, control)))
        .flatMap(
            listener ->
                Mono.fromCallable(() -> forThisUserOnly(path))
                    .subscribeOn(Schedulers.boundedElastic())
                    .onErrorResume(cause -> listener.close().then(Mono.error(cause)))
                    .thenReturn(listener));
  }

  /**
   * Takes over a socket that listens already, such as one that a service manager passed.
   *
   * @param descriptor a listening Unix-domain socket, non-blocking; the listener owns it
   * @param path the path to show
   * @param control bounds and deadlines
   * @return cold, for one subscription; emits the listener
   */
  public static Mono<UnixListener> adopt(int descriptor, Path path, UnixControl control) {
    return Mono.defer(() -> open(path, descriptor, control));
  }

  private static Path forThisUserOnly(Path path) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  private static Mono<Void> refuseIfAlive(Path path, UnixControl control) {
    return UnixConnection.connect(path, control.toBuilder().build())
        .flatMap(alive -> alive.close().thenReturn(true))
        .onErrorReturn(false)
        .flatMap(
            alive ->
                alive
                    ? Mono.error(
                        SocketOperationException.builder(
                                SocketPhase.BIND, SocketOperationException.BIND)
                            .target(path.toString())
                            .status(SocketErrorStatus.ADDRESS_ALREADY_IN_USE)
                            .reason("another process listens there")
                            .build())
                    : Mono.empty());
  }

  private static Mono<UnixListener> open(
      Path path, @Nullable Integer descriptor, UnixControl control) {
    return Mono.create(
        sink -> {
          NettyTransport transport = Adoption.transport(control.transport());
          EventLoop loop = transport.nextLoop();
          EpollServerDomainSocketChannel channel =
              descriptor == null
                  ? new EpollServerDomainSocketChannel()
                  : new EpollServerDomainSocketChannel(descriptor);
          UnixFailures failures = new UnixFailures(path.toString());
          UnixListener listener = new UnixListener(channel, transport, loop, control, failures);
          loop.register(channel)
              .addListener(
                  registered -> {
                    if (descriptor != null) {
                      sink.success(listener);
                      return;
                    }
                    channel
                        .bind(new DomainSocketAddress(path.toString()))
                        .addListener(
                            bound -> {
                              if (bound.isSuccess()) {
                                sink.success(listener);
                              } else {
                                channel.close();
                                sink.error(
                                    failures.of(
                                        bound.cause(),
                                        SocketPhase.BIND,
                                        SocketOperationException.BIND));
                              }
                            });
                  });
        });
  }

  /**
   * Emits each connection of a process that is let in; others are closed before a byte is read, and
   * logged.
   *
   * <p>Hot, one subscriber at a time. Connections are accepted when they are asked for. Completes
   * when the listener is closed. Whoever receives a connection closes it.
   *
   * @return the connections
   */
  public Flux<UnixConnection> connections() {
    return Flux.<UnixConnection>create(
            sink -> {
              if (!subscriber.compareAndSet(null, sink)) {
                sink.error(failures.inUse());
                return;
              }
              sink.onRequest(n -> execute(this::update));
              sink.onDispose(
                  () -> {
                    subscriber.compareAndSet(sink, null);
                    execute(this::update);
                  });
              channel.closeFuture().addListener(closed -> sink.complete());
            })
        .doOnDiscard(UnixConnection.class, dropped -> dropped.close().subscribe());
  }

  private void execute(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else {
      loop.execute(work);
    }
  }

  private void update() {
    FluxSink<UnixConnection> sink = subscriber.get();
    boolean wanted =
        sink != null
            && sink.requestedFromDownstream() > 0
            && open.get() < control.maxConnections()
            && channel.isOpen();
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  private void accept(EpollDomainSocketChannel accepted) {
    open.incrementAndGet();
    accepted
        .closeFuture()
        .addListener(
            closed -> {
              open.decrementAndGet();
              execute(this::update);
            });
    EventLoop home = transport.loops().next();
    UnixHandler handler = UnixHandler.on(accepted, home, control, failures);
    home.register(accepted)
        .addListener(
            registered -> {
              try {
                hand(UnixConnection.open(accepted, handler, control, failures));
              } catch (SocketOperationException refused) {
                LOG.warn("refused a connection: {}", refused.getMessage());
                accepted.close();
              }
            });
  }

  private void hand(UnixConnection connection) {
    FluxSink<UnixConnection> sink = subscriber.get();
    if (sink == null) {
      connection.close().subscribe();
    } else {
      sink.next(connection);
    }
  }

  /**
   * Returns where it listens.
   *
   * @return the path
   */
  public Path path() {
    return Path.of(failures.path());
  }

  /**
   * Stops listening and removes the socket from the file system; connections stay open.
   *
   * @return cold; completes when it is closed
   */
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          channel.close();
          return closed();
        });
  }

  /**
   * Tells when the listener is closed.
   *
   * @return completes then; never fails
   */
  public Mono<Void> closed() {
    return Mono.create(sink -> channel.closeFuture().addListener(done -> sink.success()));
  }

  /** Takes channels off the backlog. */
  private final class Acceptance extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      accept((EpollDomainSocketChannel) (Channel) accepted);
      update();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.warn("accepting on {} failed", failures.path(), cause);
    }
  }
}
