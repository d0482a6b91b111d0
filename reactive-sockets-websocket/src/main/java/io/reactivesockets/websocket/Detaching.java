package io.reactivesockets.websocket;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import io.reactivesockets.channel.Departure;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.tls.internal.TlsLayer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Takes an open WebSocket off its event loop: ends the receives, waits for the sends that were
 * submitted before and for the end of a compressed message, and takes along the rest. Event loop
 * only.
 */
final class Detaching {

  private static final Set<String> WITH_DESCRIPTORS = Set.of("epoll", "io_uring");
  private static final String INSTEAD =
      "close it with 1012 (service restart) and let the peer connect again";

  private final Session<?> session;
  private final Channel channel;
  private final Duration timeout;
  private final MonoSink<DetachedWebSocket> sink;
  private @Nullable Future<?> deadline;
  private boolean sent;
  private boolean decided;

  private Detaching(Session<?> session, Duration timeout, MonoSink<DetachedWebSocket> sink) {
    this.session = session;
    this.channel = session.channel();
    this.timeout = timeout;
    this.sink = sink;
  }

  static Mono<DetachedWebSocket> of(Session<?> session, Duration timeout) {
    return Handover.of(
        Mono.create(
            sink -> {
              Detaching one = new Detaching(session, timeout, sink);
              sink.onCancel(() -> session.loop().execute(one::stay));
              // Never within a signal of the session itself.
              session.loop().execute(one::begin);
            }),
        detached -> detached.socket().release());
  }

  private void begin() {
    SocketOperationException objection = objection();
    if (objection != null) {
      decided = true;
      sink.error(objection);
      return;
    }
    deadline = session.loop().schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
    session.leave(this, this::everythingIsSent);
  }

  private @Nullable SocketOperationException objection() {
    if (!channel.isActive() || !session.isMovableByState()) {
      return refused(
          SocketErrorStatus.ALREADY_CLOSED,
          "the WebSocket is closed, or its closing handshake is under way",
          "await closed()");
    }
    StreamSocket below = session.origin().socket().orElse(null);
    if (below == null) {
      return refused(
          SocketErrorStatus.OPERATION_NOT_SUPPORTED,
          "the connection is not its own: it is a stream of HTTP/2, or on a route of an HTTP server",
          INSTEAD + ", or open it over HTTP/1.1, at a server with a WebSocketListener");
    }
    if (TlsLayer.isOnOrToProxy(channel)) {
      return refused(
          SocketErrorStatus.OPERATION_NOT_SUPPORTED,
          "a TLS session cannot leave its process",
          INSTEAD + ", or end TLS in a proxy in front of this process");
    }
    if (!WITH_DESCRIPTORS.contains(below.information().transport())
        || !(channel instanceof UnixChannel)) {
      return refused(
          SocketErrorStatus.OPERATION_NOT_SUPPORTED,
          "the transport has no descriptors to give away",
          "use the transport epoll or io_uring, on Linux");
    }
    if (session.isLeaving()) {
      return refused(SocketErrorStatus.IN_USE, "it is being detached already", "await that one");
    }
    return null;
  }

  private SocketOperationException refused(SocketErrorStatus status, String reason, String hint) {
    return session.failures().undetachable(status, reason, hint);
  }

  private void everythingIsSent() {
    sent = true;
    look();
  }

  /** Goes on if nothing stands against it any more. */
  void look() {
    if (sent && !decided && session.isReaderMovable()) {
      depart();
    }
  }

  /** The end has begun while it was to be detached. */
  void closing() {
    if (stay()) {
      sink.error(
          refused(
              SocketErrorStatus.ALREADY_CLOSED,
              "the closing handshake has begun meanwhile",
              "await closed()"));
    }
  }

  /** The connection was lost while it was to be detached. */
  void lost() {
    if (decide()) {
      sink.error(
          refused(SocketErrorStatus.ALREADY_CLOSED, "the connection was lost", "connect again"));
    }
  }

  private void expire() {
    SocketOperationException why =
        session.isReaderMovable()
            ? refused(
                SocketErrorStatus.OPERATION_TIMED_OUT,
                "what was to be sent before was not sent within " + timeout,
                "it is open as before; receive again, and detach it later")
            : refused(
                SocketErrorStatus.OPERATION_NOT_SUPPORTED,
                "a compressed message is under way, whose decompressor cannot leave its process,"
                    + " and did not end within "
                    + timeout,
                "detach it when the message has ended, agree on no compression, or " + INSTEAD);
    if (stay()) {
      sink.error(why);
    }
  }

  private boolean stay() {
    if (!decide()) {
      return false;
    }
    session.stay();
    return true;
  }

  private boolean decide() {
    if (decided) {
      return false;
    }
    decided = true;
    Future<?> running = deadline;
    if (running != null) {
      running.cancel(false);
    }
    return true;
  }

  private void depart() {
    int descriptor;
    try {
      descriptor = Descriptors.duplicate(((UnixChannel) channel).fd().intValue());
    } catch (SocketOperationException noDescriptor) {
      if (stay()) {
        sink.error(noDescriptor);
      }
      return;
    }
    decide();
    session.pauseForGood();
    Departure.leave(channel)
        .addListener(left -> session.loop().execute(() -> takeAlong(descriptor)));
  }

  private void takeAlong(int descriptor) {
    if (!channel.isOpen()) {
      Descriptors.close(descriptor);
      sink.error(
          refused(SocketErrorStatus.ALREADY_CLOSED, "the connection was lost", "connect again"));
      return;
    }
    DetachedSocket socket =
        DetachedSocket.builder(DetachedSocketKind.STREAM, descriptor)
            .accepted(!session.isClient())
            .inputEnded(session.isInputEnded())
            .unread(session.takeUnread())
            .build();
    DetachedWebSocket detached = new DetachedWebSocket(session.save(), socket);
    session.left();
    Departure.close(channel);
    sink.success(detached);
  }
}
