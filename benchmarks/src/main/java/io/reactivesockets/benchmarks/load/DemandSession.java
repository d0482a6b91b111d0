package io.reactivesockets.benchmarks.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server for datagrams, always for some more than it has sent, and leaves them to the
 * kernel, which drops them: so the server's side is what is measured.
 */
final class DemandSession implements Load.Session {

  private static final int REQUESTS_AHEAD = 2;
  private static final long LOOK_MILLIS = 1;
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int MOST_LOOKS = 5_000;

  private final Channel channel;
  private final DeliveredCount given;
  private final int datagramsARequest;
  private long asked;
  private long got;
  private long lastProgress = System.nanoTime();

  DemandSession(Target target, int datagramsARequest) throws IOException {
    this.datagramsARequest = datagramsARequest;
    channel = DatagramSender.connect(target);
    given = new DeliveredCount(target);
  }

  @Override
  public long step() throws IOException {
    long now = System.nanoTime();
    if (now - lastProgress > LOST_NANOS) {
      asked = got;
      lastProgress = now;
    }
    while (asked - got <= (long) (REQUESTS_AHEAD - 1) * datagramsARequest) {
      channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
      asked += datagramsARequest;
    }
    Sleep.millis(LOOK_MILLIS);
    long more = given.more();
    got += more;
    if (more > 0) {
      lastProgress = now;
    }
    return more;
  }

  /** Waits for what was asked for: the server would go on with it in the turn of others. */
  @Override
  public void close() throws IOException {
    for (int i = 0; i < MOST_LOOKS && got < asked; i++) {
      Sleep.millis(LOOK_MILLIS);
      got += given.more();
    }
    given.close();
    channel.close().syncUninterruptibly();
  }
}
