package io.reactivesockets.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds out how many datagrams a server can take in a second, then sends half of that, evenly, and
 * counts what is lost.
 */
final class HalfSession implements Load.Session {

  private static final long SETTLING_MILLIS = 100;
  private static final long PROBING_MILLIS = 200;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** Whoever was kept from sending longer does not make up for it: that would be a burst. */
  private static final long LATEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final DatagramSender sender;
  private final DeliveredCount delivered;
  private final double nanosATrain;
  private double nextTrain;
  private long sent;
  private long arrived;

  HalfSession(Target target, int bytes, int inATrain) throws IOException {
    double capacity = capacity(target, bytes, inATrain);
    sender = new DatagramSender(target, bytes, inATrain);
    delivered = new DeliveredCount(target);
    nanosATrain = 2e9 * inATrain / capacity;
    nextTrain = System.nanoTime();
  }

  /** Datagrams that the server takes in a second of more than enough. */
  private static double capacity(Target target, int bytes, int inATrain) throws IOException {
    try (FloodSession flood = new FloodSession(target, bytes, inATrain)) {
      run(flood, SETTLING_MILLIS);
      long begin = System.nanoTime();
      long taken = run(flood, PROBING_MILLIS);
      return Math.max(1, taken) * 1e9 / (System.nanoTime() - begin);
    }
  }

  private static long run(FloodSession flood, long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long taken = 0;
    while (System.nanoTime() < end) {
      taken += flood.step();
    }
    return taken;
  }

  @Override
  public long step() throws IOException {
    for (long end = System.nanoTime() + STEP_NANOS; System.nanoTime() < end; ) {
      sendWhatIsDue();
    }
    long more = delivered.more();
    arrived += more;
    return more;
  }

  private void sendWhatIsDue() {
    long now = System.nanoTime();
    nextTrain = Math.max(nextTrain, (double) (now - LATEST_NANOS));
    int due = (int) ((now - nextTrain) / nanosATrain);
    if (due > 0) {
      sender.send(due);
      sent += (long) due * sender.inATrain();
      nextTrain += due * nanosATrain;
    }
    LockSupport.parkNanos(SLICE_NANOS);
  }

  @Override
  public double lost() throws IOException {
    arrived += delivered.rest();
    return sent == 0 ? 0 : Math.max(0, 1 - (double) arrived / sent);
  }

  @Override
  public void close() throws IOException {
    sender.close();
    delivered.close();
  }
}
