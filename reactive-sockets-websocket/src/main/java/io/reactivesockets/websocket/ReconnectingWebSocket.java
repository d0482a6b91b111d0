package io.reactivesockets.websocket;

import io.reactivesockets.channel.Handover;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A client's end of a WebSocket for messages that connects again when it was lost: a row of
 * sessions, each a {@link MessageWebSocket} of its own.
 *
 * <p>Whether to connect again is decided by the typed error or the server's close status, as the
 * {@link ReconnectControl} says; the hook there rebuilds each session. Messages that were under way
 * when a session ended may be lost: what has to arrive needs an answer of the server.
 */
public final class ReconnectingWebSocket {

  private static final int SESSIONS_KEPT = 4;
  private static final Duration CONTENTION = Duration.ofSeconds(1);

  private final Mono<MessageWebSocket> connect;
  private final ReconnectControl control;
  private final Sinks.Many<MessageWebSocket> sessions = Sinks.many().replay().limit(SESSIONS_KEPT);
  private final Sinks.Many<ReconnectState> states = Sinks.many().replay().latest();
  private final Disposable.Swap loop = Disposables.swap();

  private volatile @Nullable MessageWebSocket current;
  private volatile @Nullable MessageWebSocket givenUp;
  private volatile boolean stopped;
  private volatile boolean finished;

  /** Only the steps of the loop touch it, one after the other. */
  private int failures;

  private ReconnectingWebSocket(Mono<MessageWebSocket> connect, ReconnectControl control) {
    this.connect = connect;
    this.control = control;
  }

  /**
   * Connects to a server with the default controls.
   *
   * @param uri an absolute URI of scheme {@code ws} or {@code wss}
   * @return cold; see {@link #connect(URI, MessageWebSocketControl, ReconnectControl)}
   * @throws IllegalArgumentException if the URI is not one of a WebSocket
   */
  public static Mono<ReconnectingWebSocket> connect(URI uri) {
    return connect(uri, MessageWebSocketControl.defaults(), ReconnectControl.defaults());
  }

  /**
   * Connects to a server, again and again if need be.
   *
   * @param uri an absolute URI of scheme {@code ws} or {@code wss}, without user and fragment
   * @param control what is asked of each session
   * @param reconnect when and how often to connect again
   * @return cold; emits when the first session is open; fails with the error of the attempt that it
   *     gave up after. Cancelling before leaves nothing behind.
   * @throws IllegalArgumentException if the URI is not one of a WebSocket
   */
  public static Mono<ReconnectingWebSocket> connect(
      URI uri, MessageWebSocketControl control, ReconnectControl reconnect) {
    Mono<MessageWebSocket> connect = MessageWebSocket.connect(uri, control);
    return Handover.of(
        Mono.defer(
            () -> {
              ReconnectingWebSocket socket = new ReconnectingWebSocket(connect, reconnect);
              socket.start();
              return socket.firstOpen().thenReturn(socket).doOnCancel(socket::abandon);
            }),
        ReconnectingWebSocket::abandon);
  }

  private void start() {
    loop.update(session().repeat(() -> !finished).subscribe());
  }

  /** One attempt, its session if it comes to one, and the wait behind it; never fails. */
  private Mono<Void> session() {
    return Mono.defer(
        () -> {
          publish(ReconnectState.of(ReconnectState.Phase.CONNECTING, failures, Optional.empty()));
          return connect.flatMap(this::rebuild).onErrorResume(this::failed);
        });
  }

  private Mono<Void> rebuild(MessageWebSocket socket) {
    current = socket;
    if (stopped) {
      // Nobody may be left to subscribe to what is returned.
      socket.close().onErrorComplete().subscribe();
      return Mono.empty();
    }
    return control
        .rebuild(socket)
        .onErrorResume(failure -> socket.close().onErrorComplete().then(Mono.<Void>error(failure)))
        .then(Mono.defer(() -> open(socket)));
  }

  private Mono<Void> open(MessageWebSocket socket) {
    long start = System.nanoTime();
    sessions.emitNext(socket, Sinks.EmitFailureHandler.busyLooping(CONTENTION));
    publish(
        new ReconnectState(
            ReconnectState.Phase.OPEN,
            failures,
            Optional.of(socket),
            Duration.ZERO,
            Optional.empty()));
    return socket.closed().flatMap(closed -> ended(socket, closed, System.nanoTime() - start));
  }

  private Mono<Void> ended(MessageWebSocket socket, WebSocketClosed closed, long openNanos) {
    if (openNanos > control.policy().delay(failures + 1, 0).toNanos()) {
      failures = 0;
    }
    if (socket == givenUp && !stopped) {
      return waitFor(control.policy().soon(), Optional.empty());
    }
    if (closed.failure().isPresent()) {
      return failed(closed.failure().get());
    }
    boolean again =
        closed.initiator() == WebSocketClosed.Initiator.REMOTE && control.retries(closed.status());
    return again && !stopped ? waitOr(Optional.empty()) : finish(Optional.empty());
  }

  private Mono<Void> failed(Throwable failure) {
    if (stopped) {
      return finish(Optional.empty());
    }
    Optional<Throwable> cause = Optional.of(failure);
    return control.policy().retries(failure) ? waitOr(cause) : finish(cause);
  }

  /** Waits, unless it has failed often enough. */
  private Mono<Void> waitOr(Optional<Throwable> cause) {
    failures++;
    if (control.policy().givesUpAfter(failures)) {
      return finish(cause);
    }
    return waitFor(control.policy().delay(failures), cause);
  }

  private Mono<Void> waitFor(Duration delay, Optional<Throwable> cause) {
    publish(
        new ReconnectState(ReconnectState.Phase.WAITING, failures, Optional.empty(), delay, cause));
    return Mono.delay(delay).then();
  }

  private Mono<Void> finish(Optional<Throwable> cause) {
    synchronized (states) {
      if (finished) {
        return Mono.empty();
      }
      finished = true;
    }
    publish(ReconnectState.of(ReconnectState.Phase.CLOSED, failures, cause));
    states.emitComplete(Sinks.EmitFailureHandler.busyLooping(CONTENTION));
    Sinks.EmitFailureHandler patiently = Sinks.EmitFailureHandler.busyLooping(CONTENTION);
    cause.ifPresentOrElse(
        failure -> sessions.emitError(failure, patiently), () -> sessions.emitComplete(patiently));
    return Mono.empty();
  }

  private void publish(ReconnectState state) {
    states.emitNext(state, Sinks.EmitFailureHandler.busyLooping(CONTENTION));
  }

  private Mono<MessageWebSocket> firstOpen() {
    return states
        .asFlux()
        .concatMap(
            state ->
                state.phase() == ReconnectState.Phase.CLOSED
                    ? Mono.error(state.cause().orElseGet(ReconnectingWebSocket::closed))
                    : Mono.justOrEmpty(state.socket()))
        .next();
  }

  private void abandon() {
    close(CloseStatus.GOING_AWAY.code(), "").onErrorComplete().subscribe();
  }

  /**
   * Tells what it is about.
   *
   * @return hot; begins with the state of now, completes behind {@link
   *     ReconnectState.Phase#CLOSED}; never fails. Who is slow may miss states.
   */
  public Flux<ReconnectState> states() {
    return states.asFlux();
  }

  /**
   * Emits the messages of all sessions, one after the other; the next session is gone on to when
   * those of the one before are taken. Begins with what is left of the latest four sessions.
   *
   * @return hot, one subscriber at a time; completes when it has ended by a close, fails with the
   *     error that it gave up after
   */
  public Flux<Frame> frames() {
    return sessions.asFlux().concatMap(session -> session.frames().onErrorComplete());
  }

  /**
   * Sends a message by the session that is open, or waits for the next one.
   *
   * @param frame what to send
   * @return cold; completes when the kernel has taken it; fails with {@code OPERATION_TIMED_OUT} if
   *     no session was open within {@link ReconnectControl#openTimeout()}, with {@code
   *     ALREADY_CLOSED} if there will be none, and as {@link AnyMessageWebSocket#send(Frame)} if
   *     the session was lost meanwhile: whether the message has arrived is then not known
   */
  public Mono<Void> send(Frame frame) {
    return socket().flatMap(session -> session.send(frame));
  }

  /**
   * Returns the session that is open, or waits for the next one.
   *
   * @return cold; emits it; fails as {@link #send(Frame)} does
   */
  public Mono<MessageWebSocket> socket() {
    return firstOpen()
        .timeout(control.openTimeout(), Mono.error(ReconnectingWebSocket::notOpenInTime));
  }

  /**
   * Gives up a session that looks well and is not to be trusted any more, such as after a change of
   * the network, and connects again: soon, as nothing says that the server is in trouble, after up
   * to the part of {@link ReconnectControl#firstDelay()} that is left to chance.
   *
   * <p>The connection is cut without a closing handshake, for the peer may be out of reach.
   *
   * @param session the one that is open; another one is left alone
   * @return cold; completes when the session has ended, at once if it is not the one of now; never
   *     fails
   */
  public Mono<Void> giveUp(MessageWebSocket session) {
    return Mono.defer(
        () -> {
          if (session != current || stopped) {
            return Mono.empty();
          }
          givenUp = session;
          return session.session().cut();
        });
  }

  /**
   * Closes the session that is open and connects no more.
   *
   * @param code see {@link WebSocket#close(int, String)}
   * @param reason a text of at most 123 bytes of UTF-8, perhaps empty
   * @return cold; completes when it has ended, at once if it already has; fails as {@link
   *     WebSocket#close(int, String)} does
   * @throws IllegalArgumentException if a close frame may not carry the code or the reason
   */
  public Mono<Void> close(int code, String reason) {
    CloseStatus status = new CloseStatus(code, reason).checkSendable();
    return Mono.defer(
        () -> {
          stopped = true;
          MessageWebSocket session = current;
          if (session != null && session.isOpen()) {
            return session.close(status.code(), status.reason()).doFinally(signal -> stop());
          }
          stop();
          return Mono.empty();
        });
  }

  private void stop() {
    loop.dispose();
    finish(Optional.empty()).subscribe();
  }

  private static SocketOperationException closed() {
    return SocketOperationException.builder(SocketPhase.CLOSE, SocketOperationException.SEND)
        .status(SocketErrorStatus.ALREADY_CLOSED)
        .reason("the WebSocket is closed and connects no more")
        .build();
  }

  private static SocketOperationException notOpenInTime() {
    return SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.SEND)
        .status(SocketErrorStatus.OPERATION_TIMED_OUT)
        .reason("no session was open in time")
        .hint("see states() for why, or raise openTimeout")
        .build();
  }
}
