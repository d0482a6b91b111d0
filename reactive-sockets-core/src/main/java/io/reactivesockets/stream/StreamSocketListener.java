package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.reactivesockets.channel.Checks;
import io.reactivesockets.channel.Closing;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.InheritedSockets;
import io.reactivesockets.host.HostName;
import io.reactivesockets.tls.SocketProtectionLevel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An open listener for TCP connections, a {@link Flux} of sockets with back-pressure.
 *
 * <pre>{@code
 * StreamSocketListener.bind("127.0.0.1", 7)
 *     .flatMapMany(StreamSocketListener::connections)
 *     .flatMap(socket -> socket.send(socket.input()).then(socket.close()), 10_000)
 *     .subscribe();
 * }</pre>
 *
 * <p>The second argument of {@code flatMap} is how many connections are served at a time; without
 * it that is 256, and the others wait in the backlog.
 *
 * <p>Closing the listener leaves the sockets it accepted open.
 */
public final class StreamSocketListener {

  private static final Logger LOG = LoggerFactory.getLogger(StreamSocketListener.class);

  private static final Duration DETACH_TIMEOUT = Duration.ofSeconds(5);

  private final String transportName;
  private final StreamSocketListenerControl control;
  private final List<Channel> listening;
  private final Connections connections;
  private final Admissions admissions;
  private final AtomicBoolean detaching = new AtomicBoolean();

  StreamSocketListener(
      String transportName,
      StreamSocketListenerControl control,
      List<Channel> listening,
      Connections connections,
      Admissions admissions) {
    this.transportName = transportName;
    this.control = control;
    this.listening = listening;
    this.connections = connections;
    this.admissions = admissions;
    // Its transport may close it, too.
    closed().subscribe(null, null, () -> connections.close(null));
  }

  /**
   * Listens on a port of every address of this host.
   *
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @return cold; see {@link #bind(HostName, String, StreamSocketListenerControl)}
   */
  public static Mono<StreamSocketListener> bind(int port) {
    return bind(null, Integer.toString(port), StreamSocketListenerControl.defaults());
  }

  /**
   * Listens on a port of one address.
   *
   * @param host a local name or address
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @return cold; see {@link #bind(HostName, String, StreamSocketListenerControl)}
   */
  public static Mono<StreamSocketListener> bind(String host, int port) {
    return bind(host, port, StreamSocketListenerControl.defaults());
  }

  /**
   * Listens on a port of one address.
   *
   * @param host a local name or address
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @param control options and bounds
   * @return cold; see {@link #bind(HostName, String, StreamSocketListenerControl)}
   */
  public static Mono<StreamSocketListener> bind(
      String host, int port, StreamSocketListenerControl control) {
    return bind(HostName.of(host), Integer.toString(port), control);
  }

  /**
   * Listens on a service of one address, or of all.
   *
   * @param host a local name or address, or {@code null} for every address
   * @param service a port number or a name of the services file; empty or 0 for a port that the
   *     system picks
   * @param control options and bounds
   * @return cold; each subscription binds anew and emits the listener, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException} such as {@code ADDRESS_ALREADY_IN_USE}
   */
  public static Mono<StreamSocketListener> bind(
      @Nullable HostName host, String service, StreamSocketListenerControl control) {
    return bind(host, service, SocketProtectionLevel.PLAIN_SOCKET, control);
  }

  /**
   * Listens with TLS on a port of one address.
   *
   * @param host a local name or address
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @param level the least version of TLS, or {@link SocketProtectionLevel#PLAIN_SOCKET} for none
   * @param control options and bounds, with the server's credentials in {@link
   *     StreamSocketListenerControl#tls()}
   * @return cold; see {@link #bind(HostName, String, SocketProtectionLevel,
   *     StreamSocketListenerControl)}
   * @throws IllegalArgumentException if sockets cannot have this level, or the control has no
   *     credentials
   */
  public static Mono<StreamSocketListener> bind(
      String host, int port, SocketProtectionLevel level, StreamSocketListenerControl control) {
    return bind(HostName.of(host), Integer.toString(port), level, control);
  }

  /**
   * Listens with TLS on a service of one address, or of all.
   *
   * <p>Connections are emitted when their handshake is done. Those that fail it are closed and
   * counted as refused; {@link StreamSocketListenerControl#maxPendingHandshakes()} are in their
   * handshake at a time, so one that stalls holds up nobody else.
   *
   * @param host a local name or address, or {@code null} for every address
   * @param service a port number or a name of the services file; empty or 0 for a port that the
   *     system picks
   * @param level the least version of TLS, or {@link SocketProtectionLevel#PLAIN_SOCKET} for none
   * @param control options and bounds, with the server's credentials in {@link
   *     StreamSocketListenerControl#tls()}
   * @return cold; each subscription binds anew and emits the listener, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException} such as {@code ADDRESS_ALREADY_IN_USE}
   * @throws IllegalArgumentException if sockets cannot have this level, or the control has no
   *     credentials
   */
  public static Mono<StreamSocketListener> bind(
      @Nullable HostName host,
      String service,
      SocketProtectionLevel level,
      StreamSocketListenerControl control) {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(control, "control");
    return ListenerBinder.bind(host, service, level, control);
  }

  /**
   * Takes over a listener that was detached, in this process or in another one.
   *
   * @param detached the listener; the result owns it from now on
   * @return cold; see {@link #adopt(DetachedSocket, SocketProtectionLevel,
   *     StreamSocketListenerControl)}
   */
  public static Mono<StreamSocketListener> adopt(DetachedSocket detached) {
    return adopt(detached, StreamSocketListenerControl.defaults());
  }

  /**
   * Takes over a listener that was detached, in this process or in another one.
   *
   * @param detached the listener; the result owns it from now on
   * @param control options and bounds
   * @return cold; see {@link #adopt(DetachedSocket, SocketProtectionLevel,
   *     StreamSocketListenerControl)}
   */
  public static Mono<StreamSocketListener> adopt(
      DetachedSocket detached, StreamSocketListenerControl control) {
    return adopt(detached, SocketProtectionLevel.PLAIN_SOCKET, control);
  }

  /**
   * Takes over a listener that was detached, in this process or in another one, or whose descriptor
   * came from elsewhere. Connections in its backlog are there still, and those that were accepted
   * and nobody was given are emitted first.
   *
   * <p>It runs on a transport on epoll: the one of the control if it is such a one, else the shared
   * one. Address, backlog and options of the socket stay as they are, whatever the control says.
   *
   * @param detached the listener; the result owns it from now on
   * @param level the least version of TLS, or {@link SocketProtectionLevel#PLAIN_SOCKET} for none
   * @param control options and bounds, with the server's credentials in {@link
   *     StreamSocketListenerControl#tls()} where there is TLS
   * @return cold, for one subscription; emits the open listener, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException}: {@code ALREADY_CLOSED} if the detached
   *     one had its end, {@code SOCKET_TYPE_NOT_SUPPORTED} if it does not listen, {@code
   *     OPERATION_NOT_SUPPORTED} where there is no epoll
   * @throws IllegalArgumentException if sockets cannot have this level, or the control has no
   *     credentials
   */
  public static Mono<StreamSocketListener> adopt(
      DetachedSocket detached, SocketProtectionLevel level, StreamSocketListenerControl control) {
    Objects.requireNonNull(detached, "detached");
    Objects.requireNonNull(control, "control");
    return ListenerBinder.adopt(detached, level, control);
  }

  /**
   * Takes the first listener that a service manager (LISTEN_FDS) or inetd has passed to this
   * process, and that was not taken before.
   *
   * @param control options and bounds; see {@link #adopt(DetachedSocket,
   *     StreamSocketListenerControl)}
   * @return cold; emits the open listener, or fails as {@link InheritedSockets#take} does
   */
  public static Mono<StreamSocketListener> inherited(StreamSocketListenerControl control) {
    return InheritedSockets.take(DetachedSocketKind.LISTENER, null)
        .flatMap(detached -> adopt(detached, control));
  }

  /**
   * Takes a listener that a service manager has passed to this process under a name
   * (LISTEN_FDNAMES).
   *
   * @param name such as {@code FileDescriptorName=} of a socket unit has it
   * @param control options and bounds; see {@link #adopt(DetachedSocket,
   *     StreamSocketListenerControl)}
   * @return cold; emits the open listener, or fails as {@link InheritedSockets#take} does
   */
  public static Mono<StreamSocketListener> inherited(
      String name, StreamSocketListenerControl control) {
    Objects.requireNonNull(name, "name");
    return InheritedSockets.take(DetachedSocketKind.LISTENER, name)
        .flatMap(detached -> adopt(detached, control));
  }

  /**
   * Takes over a connection that was detached, as if this listener had accepted it: with its
   * control for accepted sockets, and among its {@link #sockets()}. It is not emitted by {@link
   * #connections()}.
   *
   * @param detached the connection; the result owns it from now on
   * @return cold, for one subscription; as {@link StreamSocket#adopt(DetachedSocket,
   *     StreamSocketControl)}
   */
  public Mono<StreamSocket> adoptConnection(DetachedSocket detached) {
    Objects.requireNonNull(detached, "detached");
    return admissions.adopt(detached);
  }

  /**
   * Returns the accepted sockets that are open, whoever has them.
   *
   * @return a snapshot, in no order
   */
  public List<StreamSocket> sockets() {
    return List.copyOf(admissions.open());
  }

  /**
   * Emits each connection, in the order of acceptance.
   *
   * <p>Hot, one subscriber at a time; a second one fails with {@code IN_USE}. Connections are
   * accepted when they are asked for; without demand they stay in the backlog of the kernel, but
   * for one for each acceptor that may have been on its way. Cancelling leaves the listener open,
   * and those connections to the next subscriber. Completes when the listener is closed. Whoever
   * receives a socket closes it.
   *
   * @return the connections
   */
  public Flux<StreamSocket> connections() {
    return connections;
  }

  /**
   * Takes the listener off its event loops, so that it can go on elsewhere; see {@link
   * #detach(Duration)}.
   *
   * @return cold; waits for connections that are being opened at most five seconds
   */
  public Mono<DetachedSocket> detach() {
    return detach(DETACH_TIMEOUT);
  }

  /**
   * Takes the listener off its event loops, so that it can go on elsewhere: in another process, or
   * here by {@link #adopt(DetachedSocket)}. The kernel goes on taking connections into the backlog,
   * and none is refused.
   *
   * <p>Connections that were emitted stay here. What was accepted and nobody asked for goes along
   * as a member of the detached listener; what is in its TLS handshake or awaits its header of the
   * PROXY protocol is waited for and emitted, if there is demand. TLS that nobody takes cannot go
   * along, and is reset. {@link #connections()} completes.
   *
   * <p>If it fails, or is cancelled before its end, the listener stays as it was.
   *
   * @param timeout how long connections that are being opened may take, more than zero; those that
   *     are not done then are reset
   * @return cold; emits the detached listener, which somebody has to adopt or release; fails with
   *     {@code OPERATION_NOT_SUPPORTED} if the transport has no descriptors, {@code
   *     ALREADY_CLOSED}, or {@code IN_USE}
   */
  public Mono<DetachedSocket> detach(Duration timeout) {
    return new ListenerDetachment(
            transportName, listening, connections, Checks.positive("timeout", timeout))
        .detached(detaching);
  }

  /**
   * Stops listening; sockets that were emitted stay open, others are reset.
   *
   * @return cold; completes when the port is free, at once if it already is
   */
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          listening.forEach(Channel::close);
          return closed();
        });
  }

  /**
   * Stops listening, waits until the accepted sockets are closed, and at the deadline resets those
   * that are not.
   *
   * @param deadline how long to wait, zero or more
   * @return cold; emits how many sockets had to be reset, when all are closed
   */
  public Mono<Integer> shutdown(Duration deadline) {
    Checks.atLeast("deadline", deadline, Duration.ZERO);
    return close()
        .thenMany(Flux.defer(() -> Flux.fromIterable(List.copyOf(admissions.open()))))
        .flatMap(StreamSocket::closed, Integer.MAX_VALUE)
        .then(Mono.<Integer>empty())
        .timeout(deadline, Mono.defer(this::cut))
        .defaultIfEmpty(0);
  }

  private Mono<Integer> cut() {
    List<StreamSocket> left = List.copyOf(admissions.open());
    return Flux.fromIterable(left)
        .flatMap(StreamSocket::reset, Integer.MAX_VALUE)
        .then(
            Mono.fromSupplier(
                () -> {
                  LOG.info("shutdown reset {} connections that were still open", left.size());
                  return left.size();
                }));
  }

  /**
   * Tells when the listener is closed.
   *
   * @return completes when the port is free; never fails
   */
  public Mono<Void> closed() {
    return Mono.when(listening.stream().map(each -> Closing.of(each, each.eventLoop())).toList());
  }

  /**
   * Returns what was asked of this listener.
   *
   * @return the control it was bound with
   */
  public StreamSocketListenerControl control() {
    return control;
  }

  /**
   * Returns what connections are protected with from their start.
   *
   * @return the least version of TLS, or {@link SocketProtectionLevel#PLAIN_SOCKET} for none
   */
  public SocketProtectionLevel protectionLevel() {
    return admissions.level();
  }

  /**
   * Returns what is true now.
   *
   * @return a new snapshot
   */
  public StreamSocketListenerInformation information() {
    InetSocketAddress local = localAddress();
    return new StreamSocketListenerInformation(
        transportName,
        listening.get(0).isOpen(),
        HostName.of(local.getAddress()),
        Integer.toString(local.getPort()),
        admissions.acceptedCount(),
        admissions.refusedCount(),
        connections.waitingCount(),
        admissions.open().size());
  }

  /**
   * Returns the port that the listener is bound to, also one that the system picked.
   *
   * @return 1 to 65,535
   */
  public int port() {
    return localAddress().getPort();
  }

  @Override
  public String toString() {
    return "StreamSocketListener["
        + localAddress()
        + (listening.get(0).isOpen() ? "]" : ", closed]");
  }

  private InetSocketAddress localAddress() {
    return (InetSocketAddress) listening.get(0).localAddress();
  }
}
