package io.reactivesockets.benchmarks.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * What the application of a server says that it has received or sent so far, asked over TCP on the
 * same port: for datagrams nobody else knows it.
 */
final class DeliveredCount implements AutoCloseable {

  private static final long SETTLED_MILLIS = 30;
  private static final int MOST_LOOKS = 100;

  private final Socket server;
  private final DataInputStream answers;
  private long last;

  DeliveredCount(Target target) throws IOException {
    server = new Socket(InetAddress.getLoopbackAddress(), target.port());
    server.setTcpNoDelay(true);
    answers = new DataInputStream(server.getInputStream());
    last = total();
  }

  long total() throws IOException {
    server.getOutputStream().write(0);
    return answers.readLong();
  }

  /** How many more than when last asked. */
  long more() throws IOException {
    long now = total();
    long more = now - last;
    last = now;
    return more;
  }

  /** Waits until nothing more comes; as {@link #more()}. */
  long rest() throws IOException {
    long sum = more();
    long quiet = System.nanoTime();
    for (int i = 0; i < MOST_LOOKS && !isOver(quiet); i++) {
      Sleep.millis(SETTLED_MILLIS / 3);
      long more = more();
      if (more > 0) {
        sum += more;
        quiet = System.nanoTime();
      }
    }
    return sum;
  }

  private static boolean isOver(long quietSince) {
    return System.nanoTime() - quietSince > TimeUnit.MILLISECONDS.toNanos(SETTLED_MILLIS);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
