package io.reactivesockets.triggers.activity;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Refusal;
import java.io.EOFException;
import java.nio.file.Files;
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
    if (cause instanceof Refusal refusal) {
      return facts
          .status(status(refusal.code()))
          .reason(refusal.reason())
          .hint(hint(refusal.code()))
          .build();
    } else if (cause instanceof Giving.InDoubt) {
      return facts
          .status(SocketErrorStatus.OPERATION_TIMED_OUT)
          .reason(String.valueOf(cause.getMessage()))
          .hint("the socket is the broker's when it goes on; if it ends, look at keptSockets()")
          .cause(cause)
          .build();
    } else if (cause instanceof TimeoutException) {
      return facts
          .status(SocketErrorStatus.OPERATION_TIMED_OUT)
          .reason("the broker does not answer")
          .hint("see whether its process is stopped or overloaded")
          .cause(cause)
          .build();
    } else if (cause instanceof EOFException) {
      return facts
          .status(SocketErrorStatus.UNEXPECTED_END_OF_STREAM)
          .reason("the broker ended the connection")
          .hint("see its log, and whether it runs")
          .cause(cause)
          .build();
    }
    return facts.cause(cause).build();
  }

  static SocketOperationException notReached(Path directory, Throwable cause) {
    if (cause instanceof SocketOperationException own) {
      return own;
    }
    SocketOperationException.Builder facts =
        SocketOperationException.builder(SocketPhase.CONNECT, SocketOperationException.CONNECT)
            .target("the broker in " + directory)
            .cause(cause);
    if (cause instanceof TimeoutException) {
      return facts
          .status(SocketErrorStatus.OPERATION_TIMED_OUT)
          .reason("it does not answer")
          .hint("see whether its process is stopped or overloaded")
          .build();
    } else if (cause instanceof EOFException) {
      return facts
          .status(SocketErrorStatus.ACCESS_DENIED)
          .reason("it ended the connection instead of a greeting")
          .hint("it may not serve this user, or not as its administrator; its log says why")
          .build();
    } else if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
      return facts
          .status(SocketErrorStatus.ACCESS_DENIED)
          .reason("its directory is closed to this user")
          .hint("be the user that it runs as; to leave sockets as another, have it allow that user")
          .build();
    }
    return facts
        .status(SocketErrorStatus.CONNECTION_REFUSED)
        .reason("nobody listens there")
        .hint("start it, with: rsock broker run --dir " + directory)
        .build();
  }

  private static String hint(Code code) {
    return switch (code) {
      case PROTOCOL -> "see that both sides are of the same version";
      case DENIED -> "be the user that the broker runs as";
      case QUOTA -> "take sockets back or give them up, or raise the limits of the broker";
      case IN_USE -> "take that one back or give it up first, or choose another id";
      case UNKNOWN -> "look at what it holds for this application";
      case UNSUPPORTED -> "leave TCP and UDP sockets, each as what it is";
      case ENDING -> "try again in a moment, with its successor";
    };
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
