package io.reactivesockets.metrics;

/** Measures nothing. */
enum NoMetrics implements SocketMetrics {
  INSTANCE;

  @Override
  public String toString() {
    return "none";
  }
}
