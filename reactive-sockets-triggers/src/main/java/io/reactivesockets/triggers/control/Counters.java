package io.reactivesockets.triggers.control;

/** What a channel counts; the thread of the channels writes, any may read. */
@SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
final class Counters {

  private volatile int keepAlivesSent;
  private volatile int keepAlivesAnswered;
  private volatile int pushNotifications;
  private volatile int lostConnections;
  private volatile int resets;
  private volatile int connections;

  void keepAliveSent() {
    keepAlivesSent++;
  }

  void keepAliveAnswered() {
    keepAlivesAnswered++;
  }

  void pushNotification() {
    pushNotifications++;
  }

  void lostConnection() {
    lostConnections++;
  }

  void reset() {
    resets++;
  }

  void connection() {
    connections++;
  }

  int keepAlivesSent() {
    return keepAlivesSent;
  }

  int keepAlivesAnswered() {
    return keepAlivesAnswered;
  }

  int pushNotifications() {
    return pushNotifications;
  }

  int lostConnections() {
    return lostConnections;
  }

  int resets() {
    return resets;
  }

  int connections() {
    return connections;
  }
}
