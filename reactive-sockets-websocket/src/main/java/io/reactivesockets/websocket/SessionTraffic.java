package io.reactivesockets.websocket;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what passes. Only the event loop counts; any thread may look. */
final class SessionTraffic {

  private final AtomicLong messagesReceived = new AtomicLong();
  private final AtomicLong bytesReceived = new AtomicLong();
  private final AtomicLong messagesSent = new AtomicLong();
  private final AtomicLong messagesDropped = new AtomicLong();

  void received(int bytes, boolean complete) {
    if (complete) {
      increment(messagesReceived, 1);
    }
    increment(bytesReceived, bytes);
  }

  void sent(boolean complete) {
    if (complete) {
      increment(messagesSent, 1);
    }
  }

  void dropped() {
    increment(messagesDropped, 1);
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

  /** There is one writer, so no atomic addition is needed. */
  private static void increment(AtomicLong counter, int by) {
    counter.lazySet(counter.getPlain() + by);
  }
}
