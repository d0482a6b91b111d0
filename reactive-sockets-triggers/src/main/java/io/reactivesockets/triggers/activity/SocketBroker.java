package io.reactivesockets.triggers.activity;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.triggers.wire.Bytes;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.SocketRecord;
import io.reactivesockets.triggers.wire.TaskRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A socket broker as an application sees it: keeps its sockets while it is down, wakes it when
 * something happens to them, gives them back.
 *
 * <pre>{@code
 * SocketBroker.connect(Path.of("/run/socket-broker"), "mail")
 *     .flatMap(broker -> {
 *       SocketActivityTask task = SocketActivityTask.command("worker", "java", "-jar", "worker.jar");
 *       broker.enableTransferOwnership(socket, task.id());
 *       return broker.register(task).then(broker.transfer(socket, "imap-1"));
 *     });
 * }</pre>
 *
 * <p>At every instant a socket has one owner. A transfer that fails leaves it with this process, in
 * {@link #keptSockets()}; when one of the two processes dies in between, the other one has it.
 *
 * <p>What is asked of the broker fails with a {@link SocketOperationException}: {@code
 * OPERATION_TIMED_OUT} if it does not answer within {@link SocketBrokerControl#timeout()}, {@code
 * UNEXPECTED_END_OF_STREAM} if it ends meanwhile, {@code CONNECTION_REFUSED} while it is not there,
 * {@code NO_BUFFER_SPACE} at one of its limits, {@code INVALID_ARGUMENT} for an id that it does not
 * know, {@code ALREADY_CLOSED} after {@link #close()}.
 *
 * <p>Only sockets on the epoll transport (and on io_uring, to be given away) have descriptors that
 * can move, and none with TLS on it: its keys cannot move.
 */
public final class SocketBroker {

  private final BrokerLink link;
  private final Activities activities;
  private final Map<Object, Enabled> enabled = Collections.synchronizedMap(new WeakHashMap<>());
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final Sinks.Many<Instant> interruptions = Sinks.many().multicast().directBestEffort();

  private SocketBroker(SocketBrokerControl control) {
    this.activities = new Activities(this::information);
    this.link = new BrokerLink(control, false, activities::notice, this::interrupted);
    activities.through(link);
  }

  /**
   * Connects to a broker.
   *
   * @param directory the broker's directory
   * @param application the name of this application; its sockets are found under it again
   * @return cold; see {@link #connect(SocketBrokerControl)}
   */
  public static Mono<SocketBroker> connect(Path directory, String application) {
    return connect(SocketBrokerControl.builder(directory, application).build());
  }

  /**
   * Connects to a broker.
   *
   * @param control which broker, in whose name
   * @return cold; emits the broker when it has answered, or fails with {@code CONNECTION_REFUSED}
   *     if none listens there. Later it connects again by itself
   */
  public static Mono<SocketBroker> connect(SocketBrokerControl control) {
    return Mono.defer(
        () -> {
          SocketBroker broker = new SocketBroker(control);
          return broker.link.conversation().thenReturn(broker);
        });
  }

  /**
   * Connects a program that a broker launched to that broker, in the name of the application that
   * registered the task.
   *
   * @return cold; see {@link #connect(SocketBrokerControl)}; fails with {@code INVALID_ARGUMENT} if
   *     no broker launched this process
   */
  public static Mono<SocketBroker> fromEnvironment() {
    return Mono.defer(
        () -> {
          String directory = System.getenv("REACTIVE_SOCKETS_BROKER");
          String application = System.getenv("REACTIVE_SOCKETS_APPLICATION");
          if (directory == null || application == null) {
            return Mono.error(
                SocketOperationException.builder(
                        SocketPhase.CONNECT, SocketOperationException.CONNECT)
                    .status(SocketErrorStatus.INVALID_ARGUMENT)
                    .target("the broker that launched this process")
                    .reason("REACTIVE_SOCKETS_BROKER and REACTIVE_SOCKETS_APPLICATION are not set")
                    .hint("name the broker's directory")
                    .build());
          }
          return connect(Path.of(directory), application);
        });
  }

  /**
   * Tells the broker what to do when something happens to a socket of that task. A task with the
   * same id is replaced. The broker remembers it until it ends.
   *
   * @param task the task
   * @return cold; emits the task's id when the broker has it
   */
  public Mono<UUID> register(SocketActivityTask task) {
    TaskRecord told =
        new TaskRecord(
            0,
            link.control().application(),
            task.id(),
            task.name(),
            task.command(),
            task.environment(),
            task.directory().map(Path::toString).orElse(""),
            task.listenDescriptors());
    return link.ask("register", task.name(), request -> new Message.Register(request, told))
        .thenReturn(task.id());
  }

  /**
   * Lets the broker forget a task. Sockets of the task stay with it.
   *
   * @param taskId the task
   * @return cold; completes when the broker has forgotten it
   */
  public Mono<Void> unregister(UUID taskId) {
    return link.ask(
            "unregister", taskId.toString(), request -> new Message.Unregister(request, taskId))
        .then();
  }

  /**
   * Prepares a socket for transfer, with {@link SocketActivityConnectedStandbyAction#DO_NOT_WAKE}.
   *
   * @param socket the socket
   * @param taskId the task to launch when something happens to it and no process listens to {@link
   *     #activities()}; one that is not registered launches nothing
   */
  public void enableTransferOwnership(StreamSocket socket, UUID taskId) {
    enable(socket, taskId, SocketActivityConnectedStandbyAction.DO_NOT_WAKE);
  }

  /**
   * Prepares a socket for transfer.
   *
   * @param socket the socket
   * @param taskId the task to launch when something happens to it and no process listens to {@link
   *     #activities()}; one that is not registered launches nothing
   * @param action whether that is done in standby too
   */
  public void enableTransferOwnership(
      StreamSocket socket, UUID taskId, SocketActivityConnectedStandbyAction action) {
    enable(socket, taskId, action);
  }

  /**
   * Prepares a listener for transfer, with {@link
   * SocketActivityConnectedStandbyAction#DO_NOT_WAKE}.
   *
   * @param listener the listener
   * @param taskId the task to launch when something happens to it and no process listens to {@link
   *     #activities()}; one that is not registered launches nothing
   */
  public void enableTransferOwnership(StreamSocketListener listener, UUID taskId) {
    enable(listener, taskId, SocketActivityConnectedStandbyAction.DO_NOT_WAKE);
  }

  /**
   * Prepares a listener for transfer.
   *
   * @param listener the listener
   * @param taskId the task to launch when something happens to it and no process listens to {@link
   *     #activities()}; one that is not registered launches nothing
   * @param action whether that is done in standby too
   */
  public void enableTransferOwnership(
      StreamSocketListener listener, UUID taskId, SocketActivityConnectedStandbyAction action) {
    enable(listener, taskId, action);
  }

  /**
   * Prepares a datagram socket for transfer, with {@link
   * SocketActivityConnectedStandbyAction#DO_NOT_WAKE}.
   *
   * @param socket the socket
   * @param taskId the task to launch when something happens to it and no process listens to {@link
   *     #activities()}; one that is not registered launches nothing
   */
  public void enableTransferOwnership(DatagramSocket socket, UUID taskId) {
    enable(socket, taskId, SocketActivityConnectedStandbyAction.DO_NOT_WAKE);
  }

  /**
   * Prepares a datagram socket for transfer.
   *
   * @param socket the socket
   * @param taskId the task to launch when something happens to it and no process listens to {@link
   *     #activities()}; one that is not registered launches nothing
   * @param action whether that is done in standby too
   */
  public void enableTransferOwnership(
      DatagramSocket socket, UUID taskId, SocketActivityConnectedStandbyAction action) {
    enable(socket, taskId, action);
  }

  private void enable(Object socket, UUID taskId, SocketActivityConnectedStandbyAction action) {
    enabled.put(socket, new Enabled(taskId, action == SocketActivityConnectedStandbyAction.WAKE));
  }

  /**
   * Hands a connection to the broker, without context and keep-alive time.
   *
   * @param socket the socket, prepared with {@code enableTransferOwnership}
   * @param id a name of its own within this application
   * @return cold; see {@link #transfer(StreamSocket, String, SocketActivityContext, Duration)}
   */
  public Mono<Void> transfer(StreamSocket socket, String id) {
    return transfer(socket, id, SocketActivityContext.empty(), Duration.ZERO);
  }

  /**
   * Hands a connection to the broker, without keep-alive time.
   *
   * @param socket the socket, prepared with {@code enableTransferOwnership}
   * @param id a name of its own within this application
   * @param context what to find again beside it
   * @return cold; see {@link #transfer(StreamSocket, String, SocketActivityContext, Duration)}
   */
  public Mono<Void> transfer(StreamSocket socket, String id, SocketActivityContext context) {
    return transfer(socket, id, context, Duration.ZERO);
  }

  /**
   * Hands a connection to the broker: receives under way end, what was submitted to be sent is
   * sent, and bytes that were received but not read travel along.
   *
   * <p>A transfer that has begun goes on when it is cancelled. One that fails leaves the connection
   * with this process: open as it was if it could not be detached, else in {@link #keptSockets()}.
   *
   * @param socket the socket, prepared with {@code enableTransferOwnership}; not to be used any
   *     more
   * @param id a name of its own within this application
   * @param context what to find again beside it
   * @param keepAliveTime after how long without activity to be woken, zero for never
   * @return cold; completes when the socket is the broker's; fails with {@code
   *     OPERATION_NOT_SUPPORTED} for a socket with TLS or on another transport, {@code IN_USE} if
   *     the id is taken, {@code NO_BUFFER_SPACE} if a limit of the broker is reached, {@code
   *     OPERATION_TIMED_OUT} if the broker stalls; if that was in the moment in which the socket
   *     changes its owner, it comes to {@link #keptSockets()} only when the broker has ended
   *     without having it
   */
  public Mono<Void> transfer(
      StreamSocket socket, String id, SocketActivityContext context, Duration keepAliveTime) {
    return transfer(socket, socket.detach(), id, context, keepAliveTime);
  }

  /**
   * Hands a listener to the broker, without context.
   *
   * @param listener the listener, prepared with {@code enableTransferOwnership}
   * @param id a name of its own within this application
   * @return cold; see {@link #transfer(StreamSocketListener, String, SocketActivityContext)}
   */
  public Mono<Void> transfer(StreamSocketListener listener, String id) {
    return transfer(listener, id, SocketActivityContext.empty());
  }

  /**
   * Hands a listener to the broker. Connections that it accepted and nobody was given travel along;
   * those in the backlog stay there. One with TLS speaks TLS again with new connections where it is
   * taken back.
   *
   * @param listener the listener, prepared with {@code enableTransferOwnership}
   * @param id a name of its own within this application
   * @param context what to find again beside it
   * @return cold; see {@link #transfer(StreamSocket, String, SocketActivityContext, Duration)}
   */
  public Mono<Void> transfer(
      StreamSocketListener listener, String id, SocketActivityContext context) {
    return transfer(listener, listener.detach(), id, context, Duration.ZERO);
  }

  /** What the next owner has to speak with new connections. */
  private static String level(Object socket) {
    return socket instanceof StreamSocketListener listener && listener.protectionLevel().isTls()
        ? listener.protectionLevel().name()
        : "";
  }

  /**
   * Hands a datagram socket to the broker, without context and keep-alive time.
   *
   * @param socket the socket, prepared with {@code enableTransferOwnership}
   * @param id a name of its own within this application
   * @return cold; see {@link #transfer(StreamSocket, String, SocketActivityContext, Duration)}
   */
  public Mono<Void> transfer(DatagramSocket socket, String id) {
    return transfer(socket, id, SocketActivityContext.empty(), Duration.ZERO);
  }

  /**
   * Hands a datagram socket to the broker, without keep-alive time.
   *
   * @param socket the socket, prepared with {@code enableTransferOwnership}
   * @param id a name of its own within this application
   * @param context what to find again beside it
   * @return cold; see {@link #transfer(StreamSocket, String, SocketActivityContext, Duration)}
   */
  public Mono<Void> transfer(DatagramSocket socket, String id, SocketActivityContext context) {
    return transfer(socket, id, context, Duration.ZERO);
  }

  /**
   * Hands a datagram socket to the broker. Datagrams that were received but not read travel along.
   *
   * @param socket the socket, prepared with {@code enableTransferOwnership}
   * @param id a name of its own within this application
   * @param context what to find again beside it
   * @param keepAliveTime after how long without activity to be woken, zero for never
   * @return cold; see {@link #transfer(StreamSocket, String, SocketActivityContext, Duration)}
   */
  public Mono<Void> transfer(
      DatagramSocket socket, String id, SocketActivityContext context, Duration keepAliveTime) {
    return transfer(socket, socket.detach(), id, context, keepAliveTime);
  }

  private Mono<Void> transfer(
      Object socket,
      Mono<DetachedSocket> detach,
      String id,
      SocketActivityContext context,
      Duration keepAliveTime) {
    Names.checked("id", id);
    if (keepAliveTime.isNegative()) {
      throw new IllegalArgumentException(
          "keepAliveTime: " + keepAliveTime + " (expected: zero or more)");
    }
    Mono<Void> work =
        link.conversation()
            .then(Mono.defer(() -> Mono.just(enabledFor(socket, id))))
            .flatMap(
                task ->
                    detach.flatMap(
                        detached -> {
                          enabled.remove(socket);
                          return give(
                              describe(detached, id, level(socket), task, context, keepAliveTime),
                              detached);
                        }));
    return Ownership.toTheEnd(work, nothing -> {});
  }

  private Mono<Void> give(SocketRecord told, DetachedSocket detached) {
    return link.exchange(
            "transfer",
            told.id(),
            with ->
                Giving.of(
                    with,
                    told,
                    Bytes.of(detached.encode()),
                    detached.descriptors(),
                    link.control().timeout(),
                    given -> settled(given, told, detached)))
        .doOnSuccess(done -> detached.release())
        .doOnError(
            e -> {
              if (!(e.getCause() instanceof Giving.InDoubt)) {
                keep(told, detached);
              }
            });
  }

  /** What was in doubt is not any more. */
  private void settled(boolean given, SocketRecord told, DetachedSocket detached) {
    if (given) {
      detached.release();
    } else {
      keep(told, detached);
    }
  }

  private void keep(SocketRecord told, DetachedSocket socket) {
    Kept entry = new Kept(told, socket);
    kept.put(told.id(), entry);
    if (link.isClosed() && kept.remove(told.id(), entry)) {
      socket.release(); // As all that was kept when the link was closed.
    }
  }

  private SocketRecord describe(
      DetachedSocket detached,
      String id,
      String level,
      Enabled task,
      SocketActivityContext context,
      Duration keepAliveTime) {
    return new SocketRecord(
        0,
        link.control().application(),
        id,
        Codes.code(detached.kind()),
        task.taskId(),
        task.wake(),
        keepAliveTime.toMillis(),
        0,
        waiting(detached),
        SocketRecord.NOTHING,
        "",
        "",
        level,
        Bytes.copyOf(context.data()));
  }

  /** Counts what the application has not seen; an empty datagram is something too. */
  private static long waiting(DetachedSocket detached) {
    long waiting = (long) detached.unreadBytes() + detached.unreadDatagrams().size();
    for (DetachedSocket member : detached.members()) {
      waiting += waiting(member);
    }
    return waiting;
  }

  private Enabled enabledFor(Object socket, String id) {
    return Optional.ofNullable(enabled.get(socket))
        .orElseThrow(
            () ->
                SocketOperationException.builder(SocketPhase.OPEN, "transfer")
                    .status(SocketErrorStatus.INVALID_ARGUMENT)
                    .target(id)
                    .reason("the socket is not prepared, or was transferred already")
                    .hint("call enableTransferOwnership first")
                    .build());
  }

  /**
   * Emits whenever something happens to a socket of this application. What happened before and was
   * not taken yet comes at once, so a program that a broker launched finds why.
   *
   * <p>Hot, one subscriber at a time; a second one fails with {@code IN_USE}. It goes on when the
   * broker is restarted; a socket may then be told of twice. While nobody in this application
   * subscribes, the task's command is launched. Each socket is told of once; take it back, and
   * transfer it again to hear of it again.
   *
   * @return the details; completes when this broker is closed
   */
  public Flux<SocketActivityTriggerDetails> activities() {
    return activities.flux();
  }

  private void interrupted() {
    if (!link.isClosed()) {
      interruptions.tryEmitNext(Instant.now());
      activities.resume();
    }
  }

  /**
   * Emits when the connection to the broker has ended though nobody here closed it: the broker was
   * stopped, restarted or replaced, or has dropped this process. What it held may be lost: {@link
   * #allSockets()} tells, as soon as a broker is there again.
   *
   * @return hot, any number of subscribers; when that was; completes when this broker is closed
   */
  public Flux<Instant> interruptions() {
    return interruptions.asFlux();
  }

  /**
   * Returns every socket that the broker holds for this application.
   *
   * @return cold; emits what is there now, by id
   */
  public Mono<Map<String, SocketActivityInformation>> allSockets() {
    return Listings.all(link)
        .collect(
            LinkedHashMap::new,
            (Map<String, SocketActivityInformation> all, SocketRecord each) ->
                all.put(each.id(), information(each)));
  }

  /**
   * Returns one socket that the broker holds for this application.
   *
   * @param id the name under which it was transferred
   * @return cold; emits it, or completes without if it is not there
   */
  public Mono<SocketActivityInformation> socket(String id) {
    return Listings.all(link).filter(each -> each.id().equals(id)).next().map(this::information);
  }

  /**
   * Returns the sockets whose transfer failed, or that came back when nobody waited for them any
   * more: this process owns them, and nobody reads from them. Taking one back makes it a live
   * socket again.
   *
   * @return what is kept now, by id; a copy
   */
  public Map<String, SocketActivityInformation> keptSockets() {
    Map<String, SocketActivityInformation> all = new LinkedHashMap<>();
    kept.forEach(
        (id, each) ->
            all.put(
                id,
                new SocketActivityInformation(
                    each.told(),
                    Mono.fromSupplier(
                        () -> {
                          kept.remove(id, each);
                          return each.socket();
                        }),
                    back -> keep(each.told(), back))));
    return all;
  }

  /**
   * Replaces the context of a socket that the broker holds.
   *
   * @param id the name under which it was transferred
   * @param context the new context
   * @return cold; completes when the broker has it; fails with {@code INVALID_ARGUMENT} if the
   *     socket is not there
   */
  public Mono<Void> updateContext(String id, SocketActivityContext context) {
    return link.ask(
            "update the context of",
            id,
            request -> new Message.Update(request, id, Bytes.copyOf(context.data())))
        .then();
  }

  /**
   * Gives a socket up: the broker closes it.
   *
   * @param id the name under which it was transferred
   * @return cold; completes when it is closed; fails with {@code INVALID_ARGUMENT} if it is not
   *     there
   */
  public Mono<Void> giveUp(String id) {
    return link.ask(
            "give up",
            id,
            request -> new Message.Drop(request, 0, link.control().application(), id))
        .then();
  }

  private SocketActivityInformation information(SocketRecord socket) {
    Consumer<DetachedSocket> astray = late -> keep(socket, late);
    Mono<DetachedSocket> taking =
        Ownership.toTheEnd(
            link.exchange(
                "take back",
                socket.id(),
                with -> Taking.of(with, socket.id(), link.control().timeout(), astray)),
            astray);
    return new SocketActivityInformation(socket, taking, astray);
  }

  /**
   * Ends the connection to the broker; what it holds stays with it. Sockets in {@link
   * #keptSockets()} are closed.
   *
   * @return cold; completes when that is done
   */
  public Mono<Void> close() {
    return Mono.fromRunnable(
        () -> {
          link.close();
          activities.complete();
          interruptions.tryEmitComplete();
          kept.values().forEach(each -> each.socket().release());
          kept.clear();
        });
  }

  /**
   * Returns what was asked of this connection.
   *
   * @return the control it was made with
   */
  public SocketBrokerControl control() {
    return link.control();
  }

  @Override
  public String toString() {
    return "SocketBroker[" + link.control() + "]";
  }

  private record Enabled(UUID taskId, boolean wake) {}

  private record Kept(SocketRecord told, DetachedSocket socket) {}
}
