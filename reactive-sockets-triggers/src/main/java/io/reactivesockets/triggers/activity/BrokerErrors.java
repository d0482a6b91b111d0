package io.reactivesockets.triggers.activity;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.wire.Code;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import reactor.core.Exceptions;

/** Says why the broker did not do what it was asked. */
final class BrokerErrors {

  private BrokerErrors() {}

  static SocketOperationException of(
      SocketBrokerControl control, String operation, String what, Throwable failure) {
    Throwable cause = Exceptions.unwrap(failure);
    if (Exceptions.isRetryExhausted(cause) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof SocketOperationException own) {
      return own;
    }
    SocketOperationException.Builder facts =
        SocketOperationException.builder(
                SocketPhase.OPEN, what.isEmpty() ? operation : operation + " " + what)
            .target("the broker in " + control.directory());
    if (cause instanceof BrokerRefusal refusal) {
      return facts.status(status(refusal.code())).reason(refusal.reason()).build();
    } else if (cause instanceof TimeoutException) {
      return facts.status(SocketErrorStatus.OPERATION_TIMED_OUT).cause(cause).build();
    } else if (cause instanceof EOFException) {
      return facts
          .status(SocketErrorStatus.UNEXPECTED_END_OF_STREAM)
          .reason("the broker ended the connection")
          .cause(cause)
          .build();
    }
    return facts.cause(cause).build();
  }

  static SocketOperationException notReached(Path directory, Throwable cause) {
    if (cause instanceof SocketOperationException own) {
      return own;
    }
    return SocketOperationException.builder(SocketPhase.CONNECT, SocketOperationException.CONNECT)
        .status(
            cause instanceof TimeoutException
                ? SocketErrorStatus.OPERATION_TIMED_OUT
                : SocketErrorStatus.CONNECTION_REFUSED)
        .target("the broker in " + directory)
        .reason("nobody listens there")
        .hint("start it, with: rsock broker run --dir " + directory)
        .cause(cause)
        .build();
  }

  private static SocketErrorStatus status(Code code) {
    return switch (code) {
      case PROTOCOL -> SocketErrorStatus.PROTOCOL_VIOLATION;
      case DENIED -> SocketErrorStatus.ACCESS_DENIED;
      case QUOTA -> SocketErrorStatus.NO_BUFFER_SPACE;
      case IN_USE -> SocketErrorStatus.IN_USE;
      case UNKNOWN -> SocketErrorStatus.INVALID_ARGUMENT;
      case UNSUPPORTED -> SocketErrorStatus.SOCKET_TYPE_NOT_SUPPORTED;
      case ENDING -> SocketErrorStatus.CONNECTION_REFUSED;
    };
  }
}
