package io.reactivesockets.triggers.control;

import java.util.ArrayDeque;

/** Lets so many keep-alives at a time, the others in their order. For one thread. */
final class KeepAliveBudget {

  private final int atOnce;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private volatile int underWay;
  private volatile int queued;
  private boolean handing;

  KeepAliveBudget(int atOnce) {
    this.atOnce = atOnce;
  }

  /** Runs it when there is room; it has to {@link #leave()} once. */
  void enter(Runnable keepAlive) {
    waiting.add(keepAlive);
    hand();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  void leave() {
    underWay--;
    hand();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void hand() {
    if (handing) {
      return;
    }
    handing = true;
    try {
      while (underWay < atOnce && !waiting.isEmpty()) {
        underWay++;
        waiting.remove().run();
      }
    } finally {
      handing = false;
      queued = waiting.size();
    }
  }

  int underWay() {
    return underWay;
  }

  int waiting() {
    return queued;
  }
}
