package io.reactivesockets.triggers.parking;

import java.time.Duration;
import java.util.function.Consumer;
import org.crac.Core;

/**
 * Parks sockets before a checkpoint (CRaC) and takes them back after the restore. Needs {@code
 * org.crac:crac} on the class path, which runs on every JDK; on one without CRaC nothing happens.
 *
 * <pre>{@code
 * CheckpointParking checkpoints =
 *     CheckpointParking.register(parking, Duration.ofSeconds(10), back -> serve(back));
 * }</pre>
 */
public final class CheckpointParking {

  /** CRaC knows it only weakly; it lives as long as this does. */
  private final CheckpointResource resource;

  private CheckpointParking(CheckpointResource resource) {
    this.resource = resource;
  }

  /**
   * Registers with the global context of CRaC.
   *
   * @param parking what to park; a socket that cannot be parked makes the checkpoint fail
   * @param atMost how long parking, and taking back, may take; more than zero
   * @param back takes each socket that has come back, and adds it to the parking again if it is to
   *     be there for the next checkpoint; the restore waits for it
   * @return keep it: what nobody holds CRaC forgets
   */
  public static CheckpointParking register(
      SocketParking parking, Duration atMost, Consumer<ParkedSocket> back) {
    CheckpointResource resource = new CheckpointResource(parking, atMost, back);
    Core.getGlobalContext().register(resource);
    return new CheckpointParking(resource);
  }

  @Override
  public String toString() {
    return "CheckpointParking[" + resource + "]";
  }
}
