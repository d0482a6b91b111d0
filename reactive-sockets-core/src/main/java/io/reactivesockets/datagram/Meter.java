package io.reactivesockets.datagram;

import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;

/** Tells the metrics of a socket what it does, if anybody asked for them. */
final class Meter {

  private final SocketMetrics metrics;
  private final boolean on;

  @SuppressWarnings("ReferenceEquality") // Nothing is told where nobody listens.
  Meter(SocketMetrics metrics) {
    this.metrics = metrics;
    this.on = metrics != SocketMetrics.none();
  }

  void opened() {
    metrics.opened(SocketRole.DATAGRAM);
  }

  void closed() {
    metrics.closed(SocketRole.DATAGRAM);
  }

  void received(int bytes) {
    if (on && bytes > 0) {
      metrics.received(SocketRole.DATAGRAM, bytes);
    }
  }

  void sent(int bytes) {
    if (on && bytes > 0) {
      metrics.sent(SocketRole.DATAGRAM, bytes);
    }
  }

  void dropped(int datagrams) {
    if (on && datagrams > 0) {
      metrics.dropped(SocketRole.DATAGRAM, datagrams);
    }
  }
}
