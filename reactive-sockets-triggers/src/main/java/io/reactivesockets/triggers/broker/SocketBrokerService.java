package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.transport.netty.NettyTransport;
import io.reactivesockets.triggers.broker.Audit.Event;
import io.reactivesockets.triggers.wire.UnixListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * A socket broker: it keeps sockets while their applications are down, watches them without
 * reading, and wakes who is to read.
 *
 * <pre>{@code
 * SocketBrokerService.open(SocketBrokerServiceControl.builder(Path.of("/run/socket-broker")).build())
 *     .flatMap(SocketBrokerService::closed)
 *     .subscribe();
 * }</pre>
 *
 * <p>It is meant for a process of its own ({@link SocketBrokerMain}): sockets live as long as the
 * process that has their descriptors. Linux only, for it stands on the epoll transport.
 */
public final class SocketBrokerService {

  private static final Logger LOG = LoggerFactory.getLogger(SocketBrokerService.class);
  private static final Duration END = Duration.ofSeconds(5);

  private final SocketBrokerServiceControl control;
  private final RunDirectory directory;
  private final Transport transport;
  private final IoEventLoop loop;
  private final Broker broker;
  private final Sessions sessions;
  private final Instant startedAt = Instant.now();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private @Nullable UnixListener listener;

  private SocketBrokerService(
      SocketBrokerServiceControl control,
      RunDirectory directory,
      Transport transport,
      IoEventLoop loop,
      int ownUid) {
    this.control = control;
    this.directory = directory;
    this.transport = transport;
    this.loop = loop;
    Executor blocking = Schedulers.boundedElastic()::schedule;
    this.broker = new Broker(control, loop, blocking);
    this.sessions = new Sessions(broker, loop, ownUid, this::figures, this::succession);
  }

  /**
   * Starts a broker.
   *
   * @param control where, for whom, with which limits
   * @return cold; emits the broker when applications can connect, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException}: {@code ADDRESS_ALREADY_IN_USE} if one
   *     runs in that directory, {@code ACCESS_DENIED} if the directory is not private; one that is
   *     cancelled meanwhile ends again
   */
  public static Mono<SocketBrokerService> open(SocketBrokerServiceControl control) {
    return begun(Mono.fromCallable(() -> start(control, Inheritance::none)), () -> {});
  }

  /**
   * Starts a broker in place of the one that runs in the directory: takes over its socket, the
   * tasks and all sockets that it holds, and that broker ends. No connection is refused meanwhile.
   *
   * <p>If either process dies before the successor has everything, the old broker goes on, or with
   * its death the sockets are gone; never do both hold them. The same goes for a cancel: before the
   * old broker has let go it leaves everything there, later it ends this broker with what it holds.
   *
   * @param control where, for whom, with which limits
   * @return cold; emits the broker when it has taken over
   */
  public static Mono<SocketBrokerService> succeed(SocketBrokerServiceControl control) {
    return Mono.defer(
        () -> {
          Sinks.Empty<Void> left = Sinks.empty();
          return begun(Mono.defer(() -> takeOver(control, left.asMono())), left::tryEmitEmpty);
        });
  }

  /**
   * Starts a broker with what the service manager passes in ({@code LISTEN_FDS}): the socket to
   * listen on, and what an earlier broker has left in the descriptor store.
   *
   * @param control where, for whom, with which limits
   * @return cold; emits the broker when applications can connect; one that is cancelled meanwhile
   *     ends again, with what it holds
   */
  public static Mono<SocketBrokerService> activated(SocketBrokerServiceControl control) {
    return begun(
        Mono.fromCallable(() -> start(control, () -> DescriptorStore.read(control.directory()))),
        () -> {});
  }

  /** A start goes to its end, for it has a directory and an event loop halfway. */
  private static Mono<SocketBrokerService> begun(
      Mono<SocketBrokerService> starting, Runnable left) {
    return Handover.toTheEnd(
        starting.flatMap(SocketBrokerService::listen).subscribeOn(Schedulers.boundedElastic()),
        left,
        SocketBrokerService::abandon);
  }

  private static Transport transport() {
    return Transport.open(
        "epoll", TransportControl.builder().threads(1).threadName("socket-broker").build());
  }

  /**
   * Whatever can fail is done before the old broker lets go of anything.
   *
   * @param left tells when nobody waits for it any more
   */
  private static Mono<SocketBrokerService> takeOver(
      SocketBrokerServiceControl control, Mono<Void> left) {
    Transport transport = transport();
    RunDirectory directory = new RunDirectory(control);
    try {
      directory.prepare();
    } catch (IOException | RuntimeException e) {
      directory.release(false);
      return transport
          .shutdown(Duration.ZERO, END)
          .then(Mono.error(BrokerFailures.ofStart(control.directory(), e)));
    }
    IoEventLoop loop = (IoEventLoop) NettyTransport.of(transport).nextLoop();
    return Heir.of(control, loop, left)
        .publishOn(Schedulers.boundedElastic())
        .map(inheritance -> begin(directory, inheritance, transport, loop))
        .onErrorResume(
            e -> {
              directory.release(false);
              return transport.shutdown(Duration.ZERO, END).then(Mono.error(e));
            });
  }

  /** The directory is this broker's before it inherits, for what was read is nowhere else. */
  private static SocketBrokerService start(
      SocketBrokerServiceControl control, Callable<Inheritance> will) {
    Transport transport = transport();
    RunDirectory directory = new RunDirectory(control);
    try {
      directory.prepare();
      directory.lock();
      IoEventLoop loop = (IoEventLoop) NettyTransport.of(transport).nextLoop();
      return begin(directory, will.call(), transport, loop);
    } catch (Exception e) {
      directory.release(false);
      transport.shutdown(Duration.ZERO, END).subscribe();
      throw BrokerFailures.ofStart(control.directory(), e);
    }
  }

  private static SocketBrokerService begin(
      RunDirectory directory, Inheritance inheritance, Transport transport, IoEventLoop loop) {
    try {
      directory.lock();
      SocketBrokerService service =
          new SocketBrokerService(
              directory.control(), directory, transport, loop, RunDirectory.ownUid());
      service.prepare(inheritance);
      return service;
    } catch (IOException | RuntimeException e) {
      inheritance.close();
      throw BrokerFailures.ofStart(directory.control().directory(), e);
    }
  }

  private void prepare(Inheritance inheritance) throws IOException {
    if (inheritance.listener() >= 0) {
      listener = UnixListener.adopt(loop, inheritance.listener());
    } else {
      directory.clearSocket();
      listener = UnixListener.bind(loop, directory.socket());
      directory.openSocket();
    }
    loop.execute(
        () -> {
          inheritance.tasks().forEach(broker.tasks()::add);
          inheritance.sockets().forEach(broker::inherit);
        });
  }

  private Mono<SocketBrokerService> listen() {
    return Mono.create(
        sink ->
            loop.execute(
                () -> {
                  listener().start(sessions::accept);
                  LOG.info(
                      "the socket broker listens on {} and holds {} sockets",
                      directory.socket(),
                      broker.holdings().size());
                  sink.success(this);
                }));
  }

  /**
   * Ends the broker and closes what it holds, which ends those connections.
   *
   * @return cold; completes when it has ended, at once if it already has
   */
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          Later.on(loop, () -> end(true));
          return closed();
        });
  }

  private void abandon() {
    close().subscribe();
  }

  /**
   * Tells when the broker has ended, because it was closed or has a successor.
   *
   * @return completes then; never fails
   */
  public Mono<Void> closed() {
    return closed.asMono();
  }

  /**
   * Returns what was asked of this broker.
   *
   * @return the control it was opened with
   */
  public SocketBrokerServiceControl control() {
    return control;
  }

  /**
   * Returns where applications connect.
   *
   * @return the path of the Unix-domain socket
   */
  public Path socket() {
    return directory.socket();
  }

  /**
   * Returns what is true now.
   *
   * @return cold; emits a new snapshot
   */
  public Mono<SocketBrokerServiceInformation> information() {
    return Mono.create(sink -> loop.execute(() -> sink.success(snapshot())));
  }

  private SocketBrokerServiceInformation snapshot() {
    Audit audit = broker.audit();
    return new SocketBrokerServiceInformation(
        directory.socket(),
        startedAt,
        broker.wakes().isStandby(),
        sessions.size(),
        broker.holdings().size(),
        broker.holdings().bytes(),
        audit.count(Event.TRANSFERRED),
        audit.count(Event.TAKEN),
        audit.count(Event.DROPPED) + audit.count(Event.EXPIRED),
        audit.count(Event.REFUSED),
        audit.count(Event.TRIGGERED),
        audit.count(Event.LAUNCHED),
        audit.count(Event.LAUNCH_FAILED));
  }

  private Map<String, Long> figures() {
    SocketBrokerServiceInformation now = snapshot();
    Map<String, Long> figures = new LinkedHashMap<>();
    figures.put("pid", ProcessHandle.current().pid());
    figures.put("uptimeSeconds", Duration.between(startedAt, Instant.now()).toSeconds());
    figures.put("standby", now.standby() ? 1L : 0L);
    figures.put("connections", (long) now.connectionCount());
    figures.put("sockets", (long) now.socketCount());
    figures.put("bytes", now.byteCount());
    figures.put("transferred", now.transferredCount());
    figures.put("taken", now.takenCount());
    figures.put("dropped", now.droppedCount());
    figures.put("refused", now.refusedCount());
    figures.put("triggered", now.triggeredCount());
    figures.put("launched", now.launchedCount());
    figures.put("failedLaunches", now.failedLaunchCount());
    return figures;
  }

  private Succession succession(Session session, UUID request) {
    return new Succession(
        broker, loop, session, sessions, request, listener().descriptor(), () -> end(false));
  }

  private void end(boolean removeSocket) {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    listener().close();
    broker.wakes().close();
    broker.close();
    // A successor waits for the end of its session, and finds the directory free then.
    Mono.fromRunnable(() -> directory.release(removeSocket))
        .subscribeOn(Schedulers.boundedElastic())
        .doOnError(e -> LOG.warn("the socket broker did not leave its directory in order", e))
        .onErrorComplete()
        .then(Mono.fromRunnable(() -> loop.execute(sessions::close)))
        .then(transport.shutdown(Duration.ZERO, END))
        .subscribe(done -> {}, e -> closed.tryEmitEmpty(), closed::tryEmitEmpty);
  }

  private UnixListener listener() {
    return Objects.requireNonNull(listener);
  }

  @Override
  public String toString() {
    return "SocketBrokerService[" + directory.socket() + "]";
  }
}
