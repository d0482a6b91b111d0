package io.reactivesockets.websocket;

import io.netty.channel.Channel;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.websocket.codec.CloseCodes;
import io.reactivesockets.websocket.codec.ProtocolViolation;
import java.time.Duration;

/** Says what went wrong on one open WebSocket. */
final class Failures {

  private static final String USE = "use WebSocket";

  private final Channel channel;

  Failures(Channel channel) {
    this.channel = channel;
  }

  static SocketOperationException inUse() {
    return SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.RECEIVE)
        .status(SocketErrorStatus.IN_USE)
        .hint("cancel the other subscriber first; what it leaves is kept")
        .build();
  }

  /** The connection failed under the WebSocket. */
  SocketOperationException lost(Throwable cause) {
    return SocketOperationException.of(
        cause, SocketPhase.OPEN, USE, channel.localAddress(), channel.remoteAddress());
  }

  /** The peer ended TCP without a close frame. */
  SocketOperationException endedWithoutClose(boolean withinMessage) {
    return build(SocketErrorStatus.UNEXPECTED_END_OF_STREAM, SocketPhase.OPEN, USE)
        .reason(
            withinMessage
                ? "the peer ended the connection in the middle of a message"
                : "the peer ended the connection without a close frame")
        .build();
  }

  SocketOperationException violation(ProtocolViolation violation) {
    SocketErrorStatus status =
        violation.closeCode() == CloseCodes.TOO_BIG
            ? SocketErrorStatus.FRAME_TOO_LONG
            : SocketErrorStatus.PROTOCOL_VIOLATION;
    return build(status, SocketPhase.OPEN, SocketOperationException.RECEIVE)
        .reason("the peer sent: " + violation.reason())
        .hint("the WebSocket was closed with " + violation.closeCode())
        .cause(violation)
        .build();
  }

  SocketOperationException unresponsive(Duration silence) {
    return build(SocketErrorStatus.PEER_UNRESPONSIVE, SocketPhase.OPEN, USE)
        .reason("nothing was heard from the peer for " + silence + " after a ping")
        .hint("raise pongTimeout if the peer may be that slow")
        .build();
  }

  SocketOperationException tooSlow(CloseStatus status) {
    return build(SocketErrorStatus.NO_BUFFER_SPACE, SocketPhase.OPEN, SocketOperationException.SEND)
        .reason("the peer reads too slowly, and the WebSocket was closed with " + status.code())
        .hint("raise pendingOutboundBytes, or choose another policy for slow consumers")
        .build();
  }

  /** A send came after the WebSocket had begun to close. */
  SocketOperationException closing() {
    return build(SocketErrorStatus.ALREADY_CLOSED, SocketPhase.CLOSE, SocketOperationException.SEND)
        .reason("the WebSocket is closed")
        .build();
  }

  /** A send was under way when the WebSocket began to close. */
  SocketOperationException aborted() {
    return build(
            SocketErrorStatus.OPERATION_ABORTED, SocketPhase.CLOSE, SocketOperationException.SEND)
        .reason("the WebSocket was closed before everything was sent")
        .build();
  }

  SocketOperationException closeTimedOut(Duration after) {
    return build(
            SocketErrorStatus.OPERATION_TIMED_OUT,
            SocketPhase.CLOSE,
            SocketOperationException.CLOSE)
        .reason("the peer did not answer the close frame within " + after)
        .build();
  }

  /** The WebSocket goes on in another process, or as another object. */
  SocketOperationException detached() {
    return build(SocketErrorStatus.OPERATION_ABORTED, SocketPhase.OPEN, USE)
        .reason("the WebSocket was detached")
        .hint("go on where it is adopted")
        .build();
  }

  SocketOperationException undetachable(SocketErrorStatus status, String reason, String hint) {
    return build(status, SocketPhase.OPEN, "detach").reason(reason).hint(hint).build();
  }

  SocketOperationException mixedTypes() {
    return build(
            SocketErrorStatus.INVALID_ARGUMENT, SocketPhase.OPEN, SocketOperationException.SEND)
        .reason("a message of the other type is under way")
        .hint("send its last part first")
        .build();
  }

  private SocketOperationException.Builder build(
      SocketErrorStatus status, SocketPhase phase, String operation) {
    return SocketOperationException.builder(phase, operation)
        .status(status)
        .localAddress(channel.localAddress())
        .remoteAddress(channel.remoteAddress());
  }
}
