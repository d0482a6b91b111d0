package io.reactivesockets.descriptor.unix;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/** Says what went wrong on a Unix-domain socket. */
final class UnixFailures {

  private final String path;

  UnixFailures(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  SocketOperationException of(Throwable cause, SocketPhase phase, String operation) {
    if (cause instanceof SocketOperationException known) {
      return known;
    }
    return SocketOperationException.builder(phase, operation).target(path).cause(cause).build();
  }

  SocketOperationException closed(String operation) {
    return of(new ClosedChannelException(), SocketPhase.OPEN, operation);
  }

  SocketOperationException violation(String reason) {
    return build(SocketErrorStatus.PROTOCOL_VIOLATION, "receive").reason(reason).build();
  }

  SocketOperationException tooLong(String reason) {
    return build(SocketErrorStatus.MESSAGE_TOO_LONG, "receive").reason(reason).build();
  }

  SocketOperationException unfinished() {
    return build(SocketErrorStatus.UNEXPECTED_END_OF_STREAM, "receive")
        .reason("the peer ended in the middle of a message")
        .build();
  }

  SocketOperationException stalled(String operation, Duration after) {
    return build(SocketErrorStatus.OPERATION_TIMED_OUT, operation)
        .elapsed(after)
        .reason("the peer did not go on")
        .build();
  }

  SocketOperationException full() {
    return build(SocketErrorStatus.NO_BUFFER_SPACE, "send")
        .reason("too much waits to be sent")
        .hint("await the sends before")
        .build();
  }

  SocketOperationException inUse() {
    return build(SocketErrorStatus.IN_USE, "receive")
        .hint("one subscriber at a time; cancel the other one first")
        .build();
  }

  SocketOperationException stranger(UnixPeer peer, int expectedUid) {
    return SocketOperationException.builder(SocketPhase.CONNECT, SocketOperationException.CONNECT)
        .target(path)
        .status(SocketErrorStatus.ACCESS_DENIED)
        .reason("the peer runs as user " + peer.uid() + ", not " + expectedUid)
        .build();
  }

  private SocketOperationException.Builder build(SocketErrorStatus status, String operation) {
    return SocketOperationException.builder(SocketPhase.OPEN, operation)
        .target(path)
        .status(status);
  }
}
