package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.WritePendingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the exceptions of the JDK mean. */
final class JdkFailures {

  private JdkFailures() {}

  static @Nullable SocketErrorStatus decisive(Throwable error, FailureFacts facts) {
    if (error instanceof SocketTimeoutException || error instanceof TimeoutException) {
      return facts.inPhase(SocketPhase.CONNECT) ? CONNECTION_TIMED_OUT : OPERATION_TIMED_OUT;
    } else if (error instanceof AsynchronousCloseException
        || error instanceof CancellationException
        || error instanceof InterruptedException
        || error instanceof InterruptedIOException
        || error instanceof RejectedExecutionException) {
      return OPERATION_ABORTED;
    } else if (error instanceof PortUnreachableException) {
      return CONNECTION_REFUSED;
    } else if (error instanceof ProtocolException) {
      return PROTOCOL_VIOLATION;
    } else if (error instanceof EOFException) {
      return UNEXPECTED_END_OF_STREAM;
    } else if (error instanceof AccessDeniedException) {
      return ACCESS_DENIED;
    } else if (error instanceof FileNotFoundException || error instanceof NoSuchFileException) {
      return HOST_NOT_FOUND;
    } else if (error instanceof OutOfMemoryError) {
      return NO_BUFFER_SPACE;
    }
    return misuse(error);
  }

  private static @Nullable SocketErrorStatus misuse(Throwable error) {
    if (error instanceof AlreadyConnectedException || error instanceof AlreadyBoundException) {
      return ALREADY_CONNECTED;
    } else if (error instanceof NotYetConnectedException || error instanceof NotYetBoundException) {
      return NOT_CONNECTED;
    } else if (error instanceof ConnectionPendingException
        || error instanceof ReadPendingException
        || error instanceof WritePendingException
        || error instanceof AcceptPendingException) {
      return IN_USE;
    } else if (error instanceof UnsupportedAddressTypeException) {
      return ADDRESS_FAMILY_NOT_SUPPORTED;
    } else if (error instanceof UnresolvedAddressException) {
      return HOST_NOT_FOUND;
    }
    return null;
  }

  static @Nullable SocketErrorStatus byType(Throwable error, FailureFacts facts) {
    if (error instanceof ClosedChannelException) {
      return facts.phase() == null
              || facts.inPhase(SocketPhase.OPEN)
              || facts.inPhase(SocketPhase.CLOSE)
          ? ALREADY_CLOSED
          : OPERATION_ABORTED;
    } else if (error instanceof NoRouteToHostException) {
      return ConnectFailure.unreachable(facts);
    } else if (error instanceof BindException) {
      return BindFailure.statusOf(facts);
    } else if (error instanceof ConnectException) {
      return ConnectFailure.refused(facts);
    } else if (error.getClass() == IOException.class || error instanceof SocketException) {
      return unnamed(error, facts);
    } else if (error instanceof UnsupportedOperationException) {
      return OPERATION_NOT_SUPPORTED;
    } else if (error instanceof SecurityException) {
      return ACCESS_DENIED;
    } else if (error instanceof IllegalArgumentException) {
      return INVALID_ARGUMENT;
    }
    return null;
  }

  /**
   * What a plain {@code SocketException} or {@code IOException} of NIO means, which brings the
   * errno as text only. Where bytes flow, NIO throws the former for ECONNRESET and the latter for
   * the rest: ETIMEDOUT when receiving, EPIPE when sending. When accepting, the rest is EMFILE.
   */
  private static @Nullable SocketErrorStatus unnamed(Throwable error, FailureFacts facts) {
    if (facts.isConnected()) {
      boolean plain = error.getClass() == IOException.class;
      return plain && facts.operation().equals(SocketOperationException.RECEIVE)
          ? CONNECTION_TIMED_OUT
          : CONNECTION_RESET_BY_PEER;
    } else if (facts.inPhase(SocketPhase.ACCEPT)) {
      return TOO_MANY_OPEN_FILES;
    } else if (facts.inPhase(SocketPhase.CONNECT) && facts.remoteInet() != null) {
      return ConnectFailure.unreachable(facts);
    }
    return null;
  }
}
