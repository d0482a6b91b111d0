package io.reactivesockets.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.websocket.WebSocketClosed.Initiator;
import io.reactivesockets.websocket.codec.ProtocolViolation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * How a WebSocket ends (RFC 6455 sections 5.5.1 and 7): the two close frames, who closes TCP, and
 * the deadline for all of it. Event loop only, but for {@link #closed()}.
 *
 * <pre>
 * OPEN ── close() ──────────────▶ CLOSING ── both frames ──▶ DRAINING ──▶ CLOSED
 *   ├─── peer's close frame ───▶ CLOSING                        ▲
 *   ├─── violation ────────────▶ (our frame) ───────────────────┘
 *   └─── connection lost ───────────────────────────────────────────────▶ CLOSED
 * </pre>
 *
 * <p>After both frames the server closes TCP and the client waits for that, each within the
 * deadline. After a violation we say why. Either time we end our output, and read on without
 * looking at it until the peer ends its own or is quiet: to close at once would reset the
 * connection of a peer that still sends, and the reset may overtake what we sent last.
 */
final class ClosingHandshake {

  private static final Duration QUIET = Duration.ofMillis(250);

  private enum State {
    OPEN,
    CLOSING,
    DRAINING,
    CLOSED
  }

  /** What the rest of the session does about it. */
  interface Participant {

    /** The end has begun. */
    void closingBegan();

    /** Nothing that arrives from now on is looked at. */
    void ignoreInput();

    /** No item follows those that were received. */
    void endInput(@Nullable SocketOperationException failure);

    /** Returns whether received items are being taken and not all are taken yet. */
    boolean isBeingRead();

    /** Everything ends; whoever waits is told. */
    void ended(SocketOperationException reason);
  }

  private final ChannelHandlerContext context;
  private final EventLoop loop;
  private final SessionSettings settings;
  private final Outbox outbox;
  private final Failures failures;
  private final Participant session;
  private final Sinks.One<WebSocketClosed> result = Sinks.one();

  private volatile State state = State.OPEN;
  private Initiator initiator = Initiator.NETWORK;
  private @Nullable CloseStatus sent;
  private @Nullable CloseStatus received;
  private @Nullable SocketOperationException failure;
  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable ScheduledFuture<?> quiet;
  private boolean replyDue;
  private boolean inputEnded;

  ClosingHandshake(
      ChannelHandlerContext context,
      EventLoop loop,
      SessionSettings settings,
      Outbox outbox,
      Failures failures,
      Participant session) {
    this.context = context;
    this.loop = loop;
    this.settings = settings;
    this.outbox = outbox;
    this.failures = failures;
    this.session = session;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Returns whether we wait for the peer's close frame, having sent ours or being about to. */
  boolean isClosing() {
    return state == State.CLOSING;
  }

  Mono<WebSocketClosed> closed() {
    return result.asMono();
  }

  /** We want to close; does nothing if the end has begun. */
  void close(CloseStatus status) {
    if (state == State.OPEN) {
      begin(Initiator.LOCAL);
      send(status);
    }
  }

  /** We want to close without sending what waits to be sent. */
  void closeNow(CloseStatus status, SocketOperationException cause) {
    if (state == State.OPEN) {
      begin(Initiator.LOCAL);
      failure = cause;
      sent = status;
      outbox.closeNow(CloseFrames.payload(status), this::frameWritten, cause);
      session.endInput(cause);
    }
  }

  /** The peer's close frame arrived. */
  void peerCloses(int code, String reason) {
    CloseStatus status = new CloseStatus(code, reason);
    received = status;
    session.ignoreInput();
    if (state == State.OPEN) {
      begin(Initiator.REMOTE);
      replyDue = true;
      session.endInput(null);
      inputConsumed();
    } else if (state == State.CLOSING) {
      session.endInput(failure);
      frameWritten();
    }
  }

  /**
   * What was received has been taken: now the peer's close frame is answered, once those who
   * replied to the last message have had their say.
   */
  void inputConsumed() {
    if (replyDue && !session.isBeingRead()) {
      replyDue = false;
      loop.execute(() -> send(echo()));
    }
  }

  private CloseStatus echo() {
    CloseStatus status = received;
    return status == null ? CloseStatus.NO_STATUS : new CloseStatus(status.code(), "");
  }

  /** The peer broke a rule or a limit. */
  void violation(ProtocolViolation violation) {
    session.ignoreInput();
    if (state == State.DRAINING || state == State.CLOSED) {
      return;
    }
    SocketOperationException cause = failures.violation(violation);
    failure = cause;
    boolean first = state == State.OPEN;
    if (first) {
      begin(Initiator.LOCAL);
    }
    state = State.DRAINING;
    if (first) {
      sent = new CloseStatus(violation.closeCode(), violation.reason());
      outbox.closeNow(CloseFrames.payload(sent), this::sayNoMore, cause);
    } else {
      sayNoMore();
    }
    session.endInput(cause);
  }

  private void begin(Initiator who) {
    initiator = who;
    state = State.CLOSING;
    session.closingBegan();
    Duration patience = settings.closeTimeout();
    deadline = loop.schedule(this::timedOut, patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void send(CloseStatus status) {
    if (state == State.CLOSING && sent == null) {
      sent = status;
      outbox.close(CloseFrames.payload(status), this::frameWritten);
    }
  }

  /** A frame has come or gone; with both done, what is left is TCP. */
  private void frameWritten() {
    if (state != State.CLOSING || received == null || sent == null || !outbox.isCloseWritten()) {
      return;
    }
    state = State.DRAINING;
    if (settings.client() && !inputEnded) {
      return;
    }
    if (inputEnded || !endOutput()) {
      context.close();
    } else {
      waitForQuiet();
    }
  }

  private void sayNoMore() {
    endOutput();
    waitForQuiet();
  }

  /** Ends our half of the connection, where it has two; returns whether it has. */
  private boolean endOutput() {
    if (context.channel() instanceof DuplexChannel duplex
        && context.pipeline().get(SslHandler.class) == null) {
      duplex.shutdownOutput();
      return true;
    }
    return false;
  }

  private void waitForQuiet() {
    if (quiet != null) {
      quiet.cancel(false);
    }
    quiet = loop.schedule(() -> context.close(), QUIET.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Bytes arrived that nobody looks at. */
  void inputIgnored() {
    if (quiet != null) {
      waitForQuiet();
    }
  }

  private void timedOut() {
    if (received == null && failure == null) {
      failure = failures.closeTimedOut(settings.closeTimeout());
    }
    context.close();
  }

  /** Nothing was heard for too long. */
  void giveUp(SocketOperationException cause) {
    if (state != State.CLOSED) {
      if (failure == null) {
        failure = cause;
        initiator = Initiator.LOCAL;
      }
      context.close();
    }
  }

  /** Whether the WebSocket can go on elsewhere: we have not begun to close it. */
  boolean canLeave() {
    return state == State.OPEN || (state == State.CLOSING && replyDue);
  }

  /** Returns the peer's close frame, if it is not answered yet. */
  Optional<CloseStatus> unanswered() {
    return replyDue ? Optional.ofNullable(received) : Optional.empty();
  }

  /** The WebSocket goes on elsewhere: for this end that is the end. */
  void left(SocketOperationException reason) {
    state = State.CLOSED;
    replyDue = false;
    cancel(deadline);
    cancel(quiet);
    session.ended(reason);
    result.tryEmitValue(
        new WebSocketClosed(
            Initiator.LOCAL, Optional.empty(), Optional.ofNullable(received), Optional.of(reason)));
  }

  /** The connection failed; the end of it follows. */
  void lost(Throwable cause) {
    if (failure == null && !isAgreed()) {
      failure = failures.lost(cause);
    }
    context.close();
  }

  /**
   * The peer will send nothing more; without its close frame that is a loss. With it, our answer is
   * still on its way.
   */
  void inputEnded() {
    inputEnded = true;
    if (state != State.CLOSED && !isAnswering()) {
      context.close();
    }
  }

  private boolean isAnswering() {
    return state == State.CLOSING && received != null && !outbox.isCloseWritten();
  }

  /** There is no connection any more. */
  void disconnected(boolean withinMessage) {
    if (state == State.CLOSED) {
      return;
    }
    if (failure == null && !isAgreed()) {
      failure = failures.endedWithoutClose(withinMessage);
    }
    state = State.CLOSED;
    cancel(deadline);
    cancel(quiet);
    session.endInput(failure);
    session.ended(failure == null ? failures.aborted() : failure);
    result.tryEmitValue(
        new WebSocketClosed(
            initiator,
            outbox.isCloseEncoded() ? Optional.ofNullable(sent) : Optional.empty(),
            Optional.ofNullable(received),
            Optional.ofNullable(failure)));
  }

  /** Whether the peer has said that it closes, so that its end of the connection is no loss. */
  private boolean isAgreed() {
    return received != null;
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
