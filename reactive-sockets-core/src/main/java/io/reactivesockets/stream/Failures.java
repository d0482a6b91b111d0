package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says what went wrong on one connected socket. */
final class Failures {

  private final Channel channel;
  private @Nullable SocketAddress remote;

  Failures(Channel channel) {
    this.channel = channel;
  }

  /** The address to name instead of that of the channel, such as the one behind a proxy. */
  void remote(SocketAddress address) {
    remote = address;
  }

  RuntimeException of(Throwable cause, String operation) {
    if (cause == ClosedSilently.HERE) {
      return closedHere();
    }
    SocketOperationException told =
        SocketOperationException.of(
            cause, SocketPhase.OPEN, operation, channel.localAddress(), remoteAddress());
    return told.status() == SocketErrorStatus.NOT_CONNECTED ? gone(cause, operation) : told;
  }

  /**
   * The system denies a connection that there was: the peer has reset it, and nobody saw it yet.
   */
  private SocketOperationException gone(Throwable cause, String operation) {
    return build(SocketErrorStatus.CONNECTION_RESET_BY_PEER, SocketPhase.OPEN, operation)
        .cause(cause)
        .build();
  }

  static RuntimeException listenerInUse() {
    return SocketOperationException.builder(SocketPhase.ACCEPT, "receive connections")
        .status(SocketErrorStatus.IN_USE)
        .hint("a listener has one subscriber at a time; cancel the other one first")
        .build();
  }

  RuntimeException inUse(String operation) {
    return build(SocketErrorStatus.IN_USE, SocketPhase.OPEN, operation)
        .hint("cancel the other subscriber first; the bytes it leaves are kept")
        .build();
  }

  RuntimeException frameTooLong(int pending, int limit) {
    return build(SocketErrorStatus.FRAME_TOO_LONG, SocketPhase.OPEN, "receive")
        .hint(pending + " bytes hold no whole item; the decoder allows " + limit)
        .build();
  }

  RuntimeException cancelled(String operation) {
    return build(SocketErrorStatus.OPERATION_ABORTED, SocketPhase.OPEN, operation)
        .hint("it was cancelled by cancelIo")
        .build();
  }

  /** Tells those who still use a socket that it goes on elsewhere. */
  SocketOperationException detached() {
    return build(SocketErrorStatus.OPERATION_ABORTED, SocketPhase.OPEN, "use socket")
        .reason("the socket was detached")
        .hint("it goes on where it is adopted, with the bytes that were not emitted")
        .build();
  }

  RuntimeException detaching(String operation) {
    return build(SocketErrorStatus.IN_USE, SocketPhase.OPEN, operation)
        .reason("the socket is being detached")
        .build();
  }

  SocketOperationException undetachable(SocketErrorStatus status, String reason, String hint) {
    return build(status, SocketPhase.OPEN, "detach").reason(reason).hint(hint).build();
  }

  SocketOperationException detachTimedOut(Duration after) {
    return build(SocketErrorStatus.OPERATION_TIMED_OUT, SocketPhase.OPEN, "detach")
        .elapsed(after)
        .reason("sends were still under way")
        .hint("the socket stays as it was; cancelIo ends them, or check that the peer reads")
        .build();
  }

  private RuntimeException closedHere() {
    return build(SocketErrorStatus.OPERATION_ABORTED, SocketPhase.OPEN, "use socket")
        .hint("it was closed on this side")
        .build();
  }

  RuntimeException idle(Duration after) {
    return build(SocketErrorStatus.OPERATION_TIMED_OUT, SocketPhase.OPEN, "use socket")
        .hint("no byte passed for " + after + "; raise idleTimeout, or send something")
        .build();
  }

  RuntimeException closeTimedOut(Duration after) {
    return build(SocketErrorStatus.OPERATION_TIMED_OUT, SocketPhase.CLOSE, "close")
        .hint(
            "sends were still under way after "
                + after
                + ", so the connection was reset; raise closeTimeout, or check that the peer reads")
        .build();
  }

  private SocketOperationException.Builder build(
      SocketErrorStatus status, SocketPhase phase, String operation) {
    return SocketOperationException.builder(phase, operation)
        .status(status)
        .localAddress(channel.localAddress())
        .remoteAddress(remoteAddress());
  }

  private @Nullable SocketAddress remoteAddress() {
    return remote == null ? channel.remoteAddress() : remote;
  }
}
