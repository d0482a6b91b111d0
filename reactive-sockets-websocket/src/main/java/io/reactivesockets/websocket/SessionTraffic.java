package io.reactivesockets.websocket;

import io.reactivesockets.channel.Count;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import java.time.Duration;

/** Counts what passes, and tells it. Only the event loop counts; any thread may look. */
final class SessionTraffic {

  private final SocketMetrics metrics;
  private final SocketRole role;
  private final boolean told;

  private final Count messagesReceived = new Count();
  private final Count bytesReceived = new Count();
  private final Count messagesSent = new Count();
  private final Count messagesDropped = new Count();

  SessionTraffic(SessionSettings settings) {
    metrics = settings.metrics();
    role = settings.role();
    told = metrics != SocketMetrics.none();
  }

  void opened() {
    metrics.opened(role);
  }

  void closed() {
    metrics.closed(role);
  }

  /** Bytes came from the connection, frames and all. */
  void read(int bytes) {
    if (told && bytes > 0) {
      metrics.received(role, bytes);
    }
  }

  /** The connection took bytes, frames and all. */
  void written(long bytes) {
    if (told && bytes > 0) {
      metrics.sent(role, bytes);
    }
  }

  void roundTrip(Duration took) {
    metrics.roundTrip(role, took);
  }

  void received(int bytes, boolean complete) {
    if (complete) {
      messagesReceived.add(1);
      if (told) {
        metrics.messageReceived(role);
      }
    }
    bytesReceived.add(bytes);
  }

  void sent(boolean complete) {
    if (complete) {
      messagesSent.add(1);
      if (told) {
        metrics.messageSent(role);
      }
    }
  }

  void dropped() {
    messagesDropped.add(1);
    if (told) {
      metrics.dropped(role, 1);
    }
  }

  long messagesReceived() {
    return messagesReceived.get();
  }

  long bytesReceived() {
    return bytesReceived.get();
  }

  long messagesSent() {
    return messagesSent.get();
  }

  long messagesDropped() {
    return messagesDropped.get();
  }

  /** Goes on counting from here. */
  void countedBefore(SavedSession.Counts counts) {
    messagesReceived.set(counts.messagesReceived());
    bytesReceived.set(counts.bytesReceived());
    messagesSent.set(counts.messagesSent());
    messagesDropped.set(counts.messagesDropped());
  }
}
