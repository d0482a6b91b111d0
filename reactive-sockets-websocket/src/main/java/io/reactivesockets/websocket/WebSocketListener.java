package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerInformation;
import io.reactivesockets.tls.SocketProtectionLevel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An open listener for WebSockets: for each path a {@link Flux} of server sockets with
 * back-pressure.
 *
 * <pre>{@code
 * WebSocketListener.bind("127.0.0.1", 8080)
 *     .flatMapMany(listener -> listener.messageSockets("/echo"))
 *     .flatMap(socket -> socket.send(socket.frames()))
 *     .subscribe();
 * }</pre>
 *
 * <p>It stands on a {@link StreamSocketListener}, with all that can be asked of one: TLS, the PROXY
 * protocol, transports. Whoever receives a socket closes it; closing the listener leaves it open.
 */
public final class WebSocketListener {

  private final StreamSocketListener listener;
  private final WebSocketListenerControl control;
  private final Paths paths;

  WebSocketListener(StreamSocketListener listener, WebSocketListenerControl control) {
    this.listener = listener;
    this.control = control;
    paths = new Paths(control);
    listener.connections().subscribe(paths);
  }

  /**
   * Listens on a port of every address of this host.
   *
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @return cold; see {@link #bind(HostName, String, WebSocketListenerControl)}
   */
  public static Mono<WebSocketListener> bind(int port) {
    return bind(null, Integer.toString(port), WebSocketListenerControl.defaults());
  }

  /**
   * Listens on a port of one address.
   *
   * @param host a local name or address
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @return cold; see {@link #bind(HostName, String, WebSocketListenerControl)}
   */
  public static Mono<WebSocketListener> bind(String host, int port) {
    return bind(host, port, WebSocketListenerControl.defaults());
  }

  /**
   * Listens on a port of one address.
   *
   * @param host a local name or address
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @param control options and bounds
   * @return cold; see {@link #bind(HostName, String, WebSocketListenerControl)}
   */
  public static Mono<WebSocketListener> bind(
      String host, int port, WebSocketListenerControl control) {
    return bind(HostName.of(host), Integer.toString(port), control);
  }

  /**
   * Listens on a service of one address, or of all; for {@code wss} if the control of the socket
   * has a control of TLS, else for {@code ws}.
   *
   * @param host a local name or address, or {@code null} for every address
   * @param service a port number or a name of the services file; empty or 0 for a port that the
   *     system picks
   * @param control options and bounds
   * @return cold; each subscription binds anew and emits the listener, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException} such as {@code ADDRESS_ALREADY_IN_USE}
   */
  public static Mono<WebSocketListener> bind(
      @Nullable HostName host, String service, WebSocketListenerControl control) {
    Objects.requireNonNull(control, "control");
    SocketProtectionLevel level =
        control.socket().tls().isPresent()
            ? SocketProtectionLevel.UNSPECIFIED
            : SocketProtectionLevel.PLAIN_SOCKET;
    return StreamSocketListener.bind(host, service, level, control.socket())
        .map(listener -> new WebSocketListener(listener, control));
  }

  /**
   * Emits the message sockets that are opened at a path, with the default control.
   *
   * @param path the path that clients ask for, such as {@code /chat}
   * @return see {@link #messageSockets(String, ServerMessageWebSocketControl)}
   */
  public Flux<ServerMessageWebSocket> messageSockets(String path) {
    return messageSockets(path, ServerMessageWebSocketControl.defaults());
  }

  /**
   * Emits the message sockets that are opened at a path.
   *
   * <p>Hot, one subscriber at a time; a second one fails with {@code IN_USE}. A request is answered
   * when a socket is asked for. Without demand at any path, connections stay in the backlog of the
   * kernel; with demand at some, up to 64 more than asked for are accepted, whose requests wait,
   * and are answered 503 at the request timeout. Cancelling leaves the listener open, and requests
   * that wait are for the next subscriber, if its control admits them. Completes when the listener
   * is closed. A path without a subscriber is answered 404.
   *
   * @param path the path that clients ask for, such as {@code /chat}, compared without the query
   * @param control whom to admit and what to hold them to
   * @return the sockets, open
   * @throws IllegalArgumentException if the path does not begin with a slash
   */
  public Flux<ServerMessageWebSocket> messageSockets(
      String path, ServerMessageWebSocketControl control) {
    return paths.of(
        path,
        control,
        opened ->
            new ServerMessageWebSocket(
                opened.start(
                    SessionPlan.messages(control, control.receiveMode(), false, opened.deflate()),
                    Delivery.FRAMES),
                control));
  }

  /**
   * Emits the stream sockets that are opened at a path, with the default control.
   *
   * @param path the path that clients ask for, such as {@code /upload}
   * @return see {@link #messageSockets(String, ServerMessageWebSocketControl)}
   */
  public Flux<ServerStreamWebSocket> streamSockets(String path) {
    return streamSockets(path, ServerStreamWebSocketControl.defaults());
  }

  /**
   * Emits the stream sockets that are opened at a path.
   *
   * @param path the path that clients ask for, such as {@code /upload}
   * @param control whom to admit and what to hold them to
   * @return the sockets; demand and end as in {@link #messageSockets(String,
   *     ServerMessageWebSocketControl)}
   * @throws IllegalArgumentException if the path does not begin with a slash
   */
  public Flux<ServerStreamWebSocket> streamSockets(
      String path, ServerStreamWebSocketControl control) {
    return paths.of(
        path,
        control,
        opened ->
            new ServerStreamWebSocket(
                opened.start(SessionPlan.bytes(control, false, opened.deflate()), Delivery.BYTES),
                control));
  }

  /**
   * Stops listening; sockets that were emitted stay open.
   *
   * @return cold; completes when the port is free, at once if it already is
   */
  public Mono<Void> close() {
    return listener.close().doOnTerminate(paths::close);
  }

  /**
   * Stops listening, closes the sockets that were emitted with 1001, waits until they are closed,
   * and at the deadline cuts those that are not.
   *
   * @param deadline how long to wait, zero or more
   * @return cold; emits how many had to be cut, when all are closed
   */
  public Mono<Integer> shutdown(Duration deadline) {
    Checks.atLeast("deadline", deadline, Duration.ZERO);
    return close().then(Mono.defer(() -> paths.open().shutdown(deadline)));
  }

  /**
   * Tells when the listener is closed.
   *
   * @return completes when the port is free; never fails
   */
  public Mono<Void> closed() {
    return listener.closed();
  }

  /**
   * Returns what was asked of this listener.
   *
   * @return the control it was bound with
   */
  public WebSocketListenerControl control() {
    return control;
  }

  /**
   * Returns what is true now of the listener below.
   *
   * @return a new snapshot
   */
  public StreamSocketListenerInformation information() {
    return listener.information();
  }

  /**
   * Returns how many of the sockets that were emitted are not closed yet.
   *
   * @return the number, 0 or more
   */
  public int openSockets() {
    return paths.open().size();
  }

  /**
   * Returns the port that the listener is bound to, also one that the system picked.
   *
   * @return 1 to 65,535
   */
  public int port() {
    return listener.port();
  }

  @Override
  public String toString() {
    return "WebSocketListener[" + listener + "]";
  }
}
