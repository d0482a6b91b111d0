package io.reactivesockets.testing;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Flux;

/**
 * A peer's reset of which the kernel knows and the event loop does not yet: what the test does next
 * on the loop is the first to meet it.
 */
public final class UnseenReset {

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final CountDownLatch busy = new CountDownLatch(1);
  private volatile boolean arrived;

  /** Returns what a stream socket is to send: its event loop is kept before the first element. */
  public <T> Flux<T> before(Flux<T> elements) {
    return Flux.defer(
        () -> {
          keep();
          return elements;
        });
  }

  /** Keeps the event loop that calls this until the reset has arrived. */
  public void keep() {
    busy.countDown();
    long end = System.nanoTime() + LIMIT_NANOS;
    boolean waiting = true;
    while (waiting) { // a park, or onSpinWait, is forbidden on an event loop
      waiting = !arrived && System.nanoTime() < end;
    }
  }

  /** Waits until the event loop is kept. */
  public void awaitBusy() throws InterruptedException {
    if (!busy.await(LIMIT_NANOS, TimeUnit.NANOSECONDS)) {
      throw new AssertionError("the event loop was not kept");
    }
  }

  /** Resets, and lets the event loop go on when the reset is there. */
  public void by(Socket peer) throws IOException {
    try {
      int peerPort = peer.getLocalPort();
      int ourPort = peer.getPort();
      peer.setSoLinger(true, 0);
      peer.close();
      long end = System.nanoTime() + LIMIT_NANOS;
      while (SocketTable.state(ourPort, peerPort).isPresent()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("the reset did not arrive");
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    } finally {
      arrived = true;
    }
  }
}
