package io.reactivesockets.websocket;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.UnixChannel;
import io.reactivesockets.channel.Closing;
import io.reactivesockets.channel.Departure;
import io.reactivesockets.channel.OnLoop;
import io.reactivesockets.channel.Undertaking;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.tls.internal.TlsLayer;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes an open WebSocket off its event loop: ends the receives, waits for the sends that were
 * submitted before and for the end of a compressed message, and takes along the rest. Event loop
 * only.
 */
final class Detaching implements Undertaking.Work {

  private static final Set<String> WITH_DESCRIPTORS = Set.of("epoll", "io_uring");
  private static final String INSTEAD =
      "close it with 1012 (service restart) and let the peer connect again";

  private final Session<?> session;
  private final Channel channel;
  private final Duration timeout;
  private final Undertaking<DetachedWebSocket> undertaking;
  private boolean sent;

  private Detaching(
      Session<?> session, Duration timeout, Undertaking<DetachedWebSocket> undertaking) {
    this.session = session;
    this.channel = session.channel();
    this.timeout = timeout;
    this.undertaking = undertaking;
  }

  static Mono<DetachedWebSocket> of(Session<?> session, Duration timeout) {
    return Undertaking.of(
        // Never within a signal of the session itself.
        work -> OnLoop.later(session.loop(), work),
        undertaking -> new Detaching(session, timeout, undertaking),
        detached -> detached.socket().release());
  }

  @Override
  public void begin() {
    SocketOperationException objection = objection();
    if (objection != null) {
      undertaking.fail(objection);
      return;
    }
    undertaking.within(session.loop(), timeout, this);
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
    if (sent && !undertaking.isDecided() && session.isReaderMovable()) {
      depart();
    }
  }

  /** The end has begun while it was to be detached. */
  void closing() {
    if (undertaking.decide()) {
      stay();
      undertaking.fail(
          refused(
              SocketErrorStatus.ALREADY_CLOSED,
              "the closing handshake has begun meanwhile",
              "await closed()"));
    }
  }

  /** The connection was lost while it was to be detached. */
  void lost() {
    if (undertaking.decide()) {
      undertaking.fail(
          refused(SocketErrorStatus.ALREADY_CLOSED, "the connection was lost", "connect again"));
    }
  }

  @Override
  public Throwable expired() {
    return session.isReaderMovable()
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
  }

  @Override
  public void stay() {
    session.stay();
  }

  private void depart() {
    int descriptor;
    try {
      descriptor = Descriptors.duplicate(((UnixChannel) channel).fd().intValue());
    } catch (SocketOperationException noDescriptor) {
      stay();
      undertaking.fail(noDescriptor);
      return;
    }
    undertaking.decide();
    session.pauseForGood();
    Departure.leave(channel)
        .addListener(left -> session.loop().execute(() -> takeAlong(descriptor)));
  }

  private void takeAlong(int descriptor) {
    if (!channel.isOpen()) {
      Descriptors.close(descriptor);
      undertaking.fail(
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
    EventLoop loop = session.loop();
    Departure.close(channel);
    Closing.of(channel, loop)
        .subscribe(null, null, () -> OnLoop.run(loop, () -> undertaking.succeed(detached)));
  }
}
