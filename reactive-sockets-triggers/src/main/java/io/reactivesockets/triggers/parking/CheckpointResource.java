package io.reactivesockets.triggers.parking;

import java.time.Duration;
import java.util.function.Consumer;
import org.crac.Context;
import org.crac.Resource;

/** What CRaC tells of checkpoint and restore. */
final class CheckpointResource implements Resource {

  private final SocketParking parking;
  private final Duration atMost;
  private final Consumer<ParkedSocket> back;

  CheckpointResource(SocketParking parking, Duration atMost, Consumer<ParkedSocket> back) {
    if (atMost.isNegative() || atMost.isZero()) {
      throw new IllegalArgumentException("atMost: " + atMost + " (expected: more than zero)");
    }
    this.parking = parking;
    this.atMost = atMost;
    this.back = back;
  }

  /** One that stays would be open in the checkpoint; then CRaC calls it off, and restores. */
  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) throws InterruptedException {
    Await.value(parking.park().doOnNext(CheckpointResource::failIfAnyStayed), atMost);
  }

  private static void failIfAnyStayed(ParkingReport report) {
    report
        .stayed()
        .forEach(
            (id, why) -> {
              throw new IllegalStateException("socket " + id + " could not be parked", why);
            });
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) throws InterruptedException {
    Await.value(parking.takeBack().doOnNext(back).then(), atMost);
  }

  @Override
  public String toString() {
    return parking.toString();
  }
}
