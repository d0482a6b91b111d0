package io.reactivesockets.benchmarks.load;

import java.io.IOException;

/** Sends datagrams without regard to what becomes of them. */
final class FloodSession implements Load.Session {

  private static final int DATAGRAMS_A_STEP = 8_192;

  private final DatagramSender sender;
  private final DeliveredCount delivered;

  FloodSession(Target target, int bytes, int inATrain) throws IOException {
    sender = new DatagramSender(target, bytes, inATrain);
    delivered = new DeliveredCount(target);
  }

  @Override
  public long step() throws IOException {
    sender.send(DATAGRAMS_A_STEP / sender.inATrain());
    return delivered.more();
  }

  @Override
  public void close() throws IOException {
    delivered.rest();
    sender.close();
    delivered.close();
  }
}
