package io.reactivesockets.error;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds the sentence that a failure says: what was attempted, against what, why, what to do. */
final class FailureText {
  private static final long MILLIS_PER_SECOND = 1_000;

  private FailureText() {}

  static String of(SocketOperationException.Builder facts, SocketErrorStatus status) {
    StringBuilder text = new StringBuilder(facts.operation);
    String target = target(facts);
    if (target != null) {
      text.append(preposition(facts.phase, facts.operation)).append(target);
    }
    text.append(reason(facts, status));
    if (facts.elapsed != null) {
      text.append(" after ").append(duration(facts.elapsed));
    }
    text.append(tried(facts.attempts, status));
    String hint = facts.hint != null ? facts.hint : Hints.of(status, facts.phase);
    return hint.isEmpty() ? text.toString() : text.append("; ").append(hint).toString();
  }

  private static @Nullable String target(SocketOperationException.Builder facts) {
    if (facts.target != null) {
      return facts.target;
    }
    boolean local = facts.phase == SocketPhase.BIND || facts.phase == SocketPhase.ACCEPT;
    SocketAddress address = local ? facts.local : facts.remote;
    return address == null ? null : address(address);
  }

  private static String preposition(SocketPhase phase, String operation) {
    return switch (phase) {
      case RESOLVE -> operation.equals(SocketOperationException.RESOLVE) ? " " : " of ";
      case CONNECT, BIND -> " to ";
      case ACCEPT -> " on ";
      case PROXY -> " through ";
      case TLS, UPGRADE -> " with ";
      case OPEN ->
          switch (operation) {
            case SocketOperationException.SEND -> " to ";
            case SocketOperationException.RECEIVE -> " from ";
            default -> " with ";
          };
      case CLOSE -> " of connection to ";
    };
  }

  private static String reason(SocketOperationException.Builder facts, SocketErrorStatus status) {
    if (facts.reason != null) {
      return " failed: " + facts.reason;
    }
    return switch (status) {
      case CONNECTION_TIMED_OUT, OPERATION_TIMED_OUT, CONNECTION_REFUSED ->
          " " + status.description();
      case OPERATION_ABORTED -> " was aborted";
      case UNKNOWN -> " failed: " + unknown(facts.cause);
      default -> " failed: " + status.description();
    };
  }

  private static String unknown(@Nullable Throwable cause) {
    if (cause == null) {
      return SocketErrorStatus.UNKNOWN.description();
    }
    String message = cause.getMessage();
    String type = cause.getClass().getSimpleName();
    return message == null ? type : type + ": " + message;
  }

  private static String tried(List<ConnectionAttempt> attempts, SocketErrorStatus status) {
    if (attempts.isEmpty()) {
      return "";
    }
    return attempts.stream()
        .map(attempt -> tried(attempt, status))
        .collect(Collectors.joining(", ", " (tried ", ")"));
  }

  private static String tried(ConnectionAttempt attempt, SocketErrorStatus status) {
    SocketAddress remote = attempt.remoteAddress();
    String address =
        remote instanceof InetSocketAddress inet && !inet.isUnresolved()
            ? literal(inet.getAddress())
            : address(remote);
    return attempt.status() == status ? address : address + ": " + attempt.status().description();
  }

  /** Returns {@code host:port}, with an IPv6 address in brackets and no name looked up. */
  static String address(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return address.toString();
    }
    if (inet.isUnresolved()) {
      return inet.getHostString() + ":" + inet.getPort();
    }
    String literal = literal(inet.getAddress());
    String host = literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
    return host + ":" + inet.getPort();
  }

  private static String literal(InetAddress address) {
    return address.getHostAddress();
  }

  /** Returns a duration as people write it: {@code 5s}, {@code 250ms}, {@code 1.5s}. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < MILLIS_PER_SECOND) {
      return millis + "ms";
    }
    long rest = millis % MILLIS_PER_SECOND;
    String seconds = Long.toString(millis / MILLIS_PER_SECOND);
    if (rest == 0) {
      return seconds + "s";
    }
    String fraction = String.format("%03d", rest).replaceAll("0+$", "");
    return seconds + "." + fraction + "s";
  }
}
