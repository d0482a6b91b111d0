package io.reactivesockets.stream;

import static io.reactivesockets.error.SocketErrorStatus.*;

import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one exception of everything that went wrong in one connect. */
final class ConnectReport {

  /** What says most about why there is no connection comes first. */
  private static final List<SocketErrorStatus> MOST_TELLING_FIRST =
      List.of(
          TOO_MANY_OPEN_FILES,
          NO_BUFFER_SPACE,
          CONNECTION_REFUSED,
          CONNECTION_RESET_BY_PEER,
          CONNECTION_TIMED_OUT,
          ADDRESS_ALREADY_IN_USE,
          ACCESS_DENIED,
          NETWORK_CAPABILITY_DENIED,
          UNREACHABLE_HOST,
          HOST_IS_DOWN,
          NETWORK_IS_UNREACHABLE,
          NETWORK_IS_DOWN,
          CANNOT_ASSIGN_REQUESTED_ADDRESS,
          ADDRESS_FAMILY_NOT_SUPPORTED,
          HOST_NOT_FOUND,
          NON_AUTHORITATIVE_HOST_NOT_FOUND,
          CLASS_TYPE_NOT_FOUND,
          NO_DATA_RECORD_OF_REQUESTED_TYPE,
          NO_ADDRESSES_FOUND);

  private static final Comparator<Setback> MOST_TELLING =
      Comparator.comparingInt(ConnectReport::distance)
          .thenComparingInt(setback -> MOST_TELLING_FIRST.indexOf(setback.status()));

  private ConnectReport() {}

  /** Everything was tried and nothing connected. */
  static SocketOperationException failed(String target, AttemptLog log, List<Setback> setbacks) {
    Setback telling = setbacks.stream().min(MOST_TELLING).orElseThrow();
    List<ConnectionAttempt> attempts = log.attempts();
    SocketOperationException.Builder report =
        SocketOperationException.builder(telling.phase(), operation(telling.phase()))
            .status(telling.status())
            .target(target(telling, target))
            .localAddress(telling.local())
            .remoteAddress(telling.remote())
            .attempts(attempts)
            .elapsed(attempts.isEmpty() ? null : log.elapsed())
            .cause(telling.cause());
    if (telling.reason() != null) {
      report.reason(telling.reason());
    }
    if (telling.retryable() != null) {
      report.retryable(telling.retryable());
    }
    return withSuppressed(report.build(), setbacks);
  }

  /** The deadline of the whole connect passed, when its tries had come so far. */
  static SocketOperationException timedOut(
      String target, @Nullable SocketPhase underWay, StreamSocketControl control, AttemptLog log) {
    SocketPhase phase = underWay == null ? SocketPhase.RESOLVE : underWay;
    List<ConnectionAttempt> attempts = log.attempts();
    SocketOperationException report =
        SocketOperationException.builder(phase, operation(phase))
            .status(phase == SocketPhase.CONNECT ? CONNECTION_TIMED_OUT : OPERATION_TIMED_OUT)
            .target(
                phase == SocketPhase.PROXY
                    ? control.proxy().map(proxy -> proxy.uri() + " to ").orElse("") + target
                    : target)
            .attempts(attempts)
            .elapsed(control.connectTimeout())
            .hint(adviceAfterTimeout(phase))
            .build();
    for (ConnectionAttempt attempt : attempts) {
      attempt.cause().ifPresent(report::addSuppressed);
    }
    return report;
  }

  private static String adviceAfterTimeout(SocketPhase phase) {
    return "raise connectTimeout, or check "
        + switch (phase) {
          case RESOLVE -> "the name servers";
          case PROXY -> "that the proxy answers";
          default -> "that the port is reachable";
        };
  }

  private static SocketOperationException withSuppressed(
      SocketOperationException report, List<Setback> setbacks) {
    for (Setback each : setbacks) {
      Throwable cause = each.cause();
      if (cause != null && cause != report.getCause()) {
        report.addSuppressed(cause);
      }
    }
    return report;
  }

  private static String operation(SocketPhase phase) {
    return switch (phase) {
      case RESOLVE -> SocketOperationException.RESOLVE;
      case BIND -> SocketOperationException.BIND;
      default -> SocketOperationException.CONNECT;
    };
  }

  private static @Nullable String target(Setback telling, String target) {
    String own = telling.target();
    return switch (telling.phase()) {
      case RESOLVE, BIND -> own;
      default -> own == null ? target : own + " to " + target;
    };
  }

  /** What came further says more. */
  private static int distance(Setback setback) {
    return switch (setback.phase()) {
      case PROXY, TLS -> 0;
      case RESOLVE -> 2;
      default -> 1;
    };
  }
}
