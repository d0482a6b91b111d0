package io.reactivesockets.error;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is known about a failed operation beside what was thrown. */
record FailureFacts(
    @Nullable SocketPhase phase,
    String operation,
    @Nullable SocketAddress local,
    @Nullable SocketAddress remote,
    @Nullable Duration elapsed) {

  static final FailureFacts NONE = new FailureFacts(null, "", null, null, null);

  static FailureFacts of(SocketPhase phase) {
    return new FailureFacts(phase, "", null, null, null);
  }

  boolean inPhase(SocketPhase other) {
    return phase == other;
  }

  /** Whether bytes were flowing, so that an unnamed failure is the connection's end. */
  boolean isConnected() {
    if (phase == null) {
      return false;
    }
    return switch (phase) {
      case PROXY, TLS, UPGRADE, OPEN, CLOSE -> true;
      case RESOLVE, CONNECT, BIND, ACCEPT -> false;
    };
  }

  @Nullable InetSocketAddress localInet() {
    return inet(local);
  }

  @Nullable InetSocketAddress remoteInet() {
    return inet(remote);
  }

  private static @Nullable InetSocketAddress inet(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && !inet.isUnresolved() ? inet : null;
  }
}
