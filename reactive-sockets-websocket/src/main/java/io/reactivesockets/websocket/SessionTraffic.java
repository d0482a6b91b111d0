package io.reactivesockets.websocket;

import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counts what passes, and tells it. Only the event loop counts, but for what is dropped; any thread
 * may look.
 */
final class SessionTraffic {

  private static final AtomicLongFieldUpdater<SessionTraffic> MESSAGES_RECEIVED =
      AtomicLongFieldUpdater.newUpdater(SessionTraffic.class, "messagesReceived");
  private static final AtomicLongFieldUpdater<SessionTraffic> BYTES_RECEIVED =
      AtomicLongFieldUpdater.newUpdater(SessionTraffic.class, "bytesReceived");
  private static final AtomicLongFieldUpdater<SessionTraffic> MESSAGES_SENT =
      AtomicLongFieldUpdater.newUpdater(SessionTraffic.class, "messagesSent");
  private static final AtomicLongFieldUpdater<SessionTraffic> MESSAGES_DROPPED =
      AtomicLongFieldUpdater.newUpdater(SessionTraffic.class, "messagesDropped");

  private final SocketMetrics metrics;
  private final SocketRole role;
  private final boolean told;

  private volatile long messagesReceived;
  private volatile long bytesReceived;
  private volatile long messagesSent;
  private volatile long messagesDropped;

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
      MESSAGES_RECEIVED.lazySet(this, messagesReceived + 1);
      if (told) {
        metrics.messageReceived(role);
      }
    }
    BYTES_RECEIVED.lazySet(this, bytesReceived + bytes);
  }

  void sent(boolean complete) {
    if (complete) {
      MESSAGES_SENT.lazySet(this, messagesSent + 1);
      if (told) {
        metrics.messageSent(role);
      }
    }
  }

  void dropped() {
    MESSAGES_DROPPED.incrementAndGet(this);
    if (told) {
      metrics.dropped(role, 1);
    }
  }

  long messagesReceived() {
    return messagesReceived;
  }

  long bytesReceived() {
    return bytesReceived;
  }

  long messagesSent() {
    return messagesSent;
  }

  long messagesDropped() {
    return messagesDropped;
  }

  /** Goes on counting from here. */
  void countedBefore(SavedSession.Counts counts) {
    messagesReceived = counts.messagesReceived();
    bytesReceived = counts.bytesReceived();
    messagesSent = counts.messagesSent();
    messagesDropped = counts.messagesDropped();
  }
}
