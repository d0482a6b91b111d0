package io.reactivesockets.triggers.activity;

import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.util.Arrays;

/** The numbers of the protocol as what users know. */
final class Codes {

  private Codes() {}

  static SocketActivityKind kind(int code) {
    return switch (code) {
      case SocketRecord.LISTENER -> SocketActivityKind.STREAM_SOCKET_LISTENER;
      case SocketRecord.DATAGRAM -> SocketActivityKind.DATAGRAM_SOCKET;
      case SocketRecord.STREAM -> SocketActivityKind.STREAM_SOCKET;
      default -> SocketActivityKind.NONE;
    };
  }

  static int code(DetachedSocketKind kind) {
    return switch (kind) {
      case LISTENER -> SocketRecord.LISTENER;
      case DATAGRAM -> SocketRecord.DATAGRAM;
      case STREAM -> SocketRecord.STREAM;
    };
  }

  static DetachedSocketKind detachedKind(int code) {
    return switch (code) {
      case SocketRecord.LISTENER -> DetachedSocketKind.LISTENER;
      case SocketRecord.DATAGRAM -> DetachedSocketKind.DATAGRAM;
      default -> DetachedSocketKind.STREAM;
    };
  }

  /** A level that a later version knows is at least one that has to be asked for. */
  static SocketProtectionLevel level(String name) {
    return name.isEmpty()
        ? SocketProtectionLevel.PLAIN_SOCKET
        : Arrays.stream(SocketProtectionLevel.values())
            .filter(level -> level.name().equals(name))
            .findFirst()
            .orElse(SocketProtectionLevel.TLS13);
  }

  static SocketActivityTriggerReason reason(int code) {
    return switch (code) {
      case SocketRecord.ACTIVITY -> SocketActivityTriggerReason.SOCKET_ACTIVITY;
      case SocketRecord.ACCEPTED -> SocketActivityTriggerReason.CONNECTION_ACCEPTED;
      case SocketRecord.KEEP_ALIVE -> SocketActivityTriggerReason.KEEP_ALIVE_TIMER_EXPIRED;
      case SocketRecord.CLOSED -> SocketActivityTriggerReason.SOCKET_CLOSED;
      default -> SocketActivityTriggerReason.NONE;
    };
  }
}
