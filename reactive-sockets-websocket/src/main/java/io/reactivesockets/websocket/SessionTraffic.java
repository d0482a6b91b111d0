package io.reactivesockets.websocket;

import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what passes, and tells it. Only the event loop counts; any thread may look. */
final class SessionTraffic {

  private final SocketMetrics metrics;
  private final SocketRole role;
  private final boolean told;

  private final AtomicLong messagesReceived = new AtomicLong();
  private final AtomicLong bytesReceived = new AtomicLong();
  private final AtomicLong messagesSent = new AtomicLong();
  private final AtomicLong messagesDropped = new AtomicLong();

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
      increment(messagesReceived, 1);
      if (told) {
        metrics.messageReceived(role);
      }
    }
    increment(bytesReceived, bytes);
  }

  void sent(boolean complete) {
    if (complete) {
      increment(messagesSent, 1);
      if (told) {
        metrics.messageSent(role);
      }
    }
  }

  void dropped() {
    increment(messagesDropped, 1);
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

  /** There is one writer, so no atomic addition is needed. */
  private static void increment(AtomicLong counter, int by) {
    counter.lazySet(counter.getPlain() + by);
  }
}
