package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.reactivesockets.channel.Departure;
import io.reactivesockets.channel.Outlet;
import io.reactivesockets.channel.Undertaking;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.SocketCounts;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.tls.internal.TlsLayer;
import io.reactivesockets.transport.internal.Adoption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes an open connection off its event loop: ends the receives, waits for the sends that were
 * submitted before, and takes along what was read and nobody has seen. Confined to the event loop.
 *
 * <p>Until the channel is deregistered bytes may arrive, and are kept; so they are taken out after
 * that. The socket then gets another descriptor, and the channel closes its own, which nobody else
 * notices.
 */
final class Detachment implements Undertaking.Work, Outlet.Job {

  private final StreamChannel stream;
  private final Opening opening;
  private final boolean accepted;
  private final Duration timeout;
  private final Undertaking<DetachedSocket> undertaking;

  private Detachment(
      StreamChannel stream,
      Opening opening,
      boolean accepted,
      Duration timeout,
      Undertaking<DetachedSocket> undertaking) {
    this.stream = stream;
    this.opening = opening;
    this.accepted = accepted;
    this.timeout = timeout;
    this.undertaking = undertaking;
  }

  /**
   * Returns the detached socket, or an error; then the socket stays as it was.
   *
   * @param accepted whether a listener accepted the socket
   */
  static Mono<DetachedSocket> of(
      StreamChannel stream, Opening opening, boolean accepted, Duration timeout) {
    return Undertaking.of(
        stream::execute,
        undertaking -> new Detachment(stream, opening, accepted, timeout, undertaking),
        DetachedSocket::release);
  }

  @Override
  public void begin() {
    SocketOperationException objection = objection();
    if (objection != null) {
      undertaking.fail(objection);
      return;
    }
    undertaking.within(stream.loop(), timeout, this);
    stream.ingress().leave(stream.failures().detached());
    if (stream.isOutputEnded()) {
      leaveLoop();
    } else {
      stream.egress().submit(this);
    }
  }

  private @Nullable SocketOperationException objection() {
    Channel channel = stream.channel();
    if (!channel.isActive() || stream.ingress().failure() != null || stream.isClosing()) {
      return refused(
          SocketErrorStatus.ALREADY_CLOSED,
          "the socket is closed, or about to be",
          "nothing is left to be detached");
    }
    if (!Adoption.canDetach(channel)) {
      return refused(
          SocketErrorStatus.OPERATION_NOT_SUPPORTED,
          "the transport " + opening.transport() + " has no descriptors to give away",
          "use the transport epoll or io_uring, on Linux");
    }
    if (TlsLayer.isOnOrToProxy(channel)) {
      return refused(
          SocketErrorStatus.OPERATION_NOT_SUPPORTED,
          "a TLS session cannot leave its process",
          "close with notice and let the peer connect again, or detach before the upgrade to TLS");
    }
    if (channel.pipeline().context(StreamChannel.INGRESS) == null) {
      return refused(
          SocketErrorStatus.IN_USE,
          "another protocol has taken the connection over",
          "detach the socket of that protocol");
    }
    if (stream.ingress().isLeaving()) {
      return refused(
          SocketErrorStatus.IN_USE, "the socket is being detached already", "await that one");
    }
    return null;
  }

  private SocketOperationException refused(SocketErrorStatus status, String reason, String hint) {
    return stream.failures().undetachable(status, reason, hint);
  }

  // The job in the egress.

  @Override
  public void start() {
    stream.egress().flushFull();
    stream
        .channel()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (flushed.isSuccess()) {
                leaveLoop();
              } else {
                abort(flushed.cause());
              }
            });
  }

  @Override
  public void abort(Throwable cause) {
    if (undertaking.decide()) {
      stream.ingress().stay();
      undertaking.fail(stream.failures().of(cause, "detach"));
    }
  }

  @Override
  public void stay() {
    stream.ingress().stay();
    stream.egress().next(this);
  }

  @Override
  public Throwable expired() {
    return stream.failures().detachTimedOut(timeout);
  }

  // Everything is sent.

  private void leaveLoop() {
    if (!undertaking.decide()) {
      return;
    }
    if (!stream.ingress().ended()) {
      stream.channel().config().setAutoRead(false);
    }
    Departure.leave(stream.channel()).addListener(left -> stream.execute(this::takeAlong));
  }

  private void takeAlong() {
    Channel channel = stream.channel();
    if (!channel.isOpen()) {
      undertaking.fail(
          refused(SocketErrorStatus.ALREADY_CLOSED, "the connection was lost", "connect again"));
      return;
    }
    if (undertaking.isCalledOff()) {
      comeBack(() -> {});
      return;
    }
    int descriptor;
    try {
      descriptor = Descriptors.duplicate(((UnixChannel) channel).fd().intValue());
    } catch (RuntimeException noDescriptor) {
      // Its time is no longer measured: nobody else would end it.
      comeBack(() -> undertaking.fail(noDescriptor));
      return;
    }
    DetachedSocket detached = describe(descriptor);
    stream
        .closeDetached()
        .subscribe(null, null, () -> stream.execute(() -> undertaking.succeed(detached)));
  }

  private void comeBack(Runnable then) {
    stream.ingress().stay();
    stream
        .loop()
        .register(stream.channel())
        .addListener(
            back -> {
              stream.ingress().goOn();
              stream.egress().next(this);
              then.run();
            });
  }

  private DetachedSocket describe(int descriptor) {
    Ingress ingress = stream.ingress();
    long received = ingress.receivedBytes();
    boolean ended = ingress.ended();
    ByteBuf unread = ingress.takeAll();
    byte[] bytes = new byte[unread.readableBytes()];
    unread.readBytes(bytes);
    unread.release();
    return DetachedSocket.builder(DetachedSocketKind.STREAM, descriptor)
        .unread(bytes)
        .accepted(accepted)
        .inputEnded(ended)
        .outputEnded(stream.isOutputEnded())
        .counts(SocketCounts.ofStream(received, stream.egress().sentBytes()))
        .connectedTo(opening.hostName(), opening.serviceName())
        .shownAddresses(opening.local(), opening.remote())
        .build();
  }
}
