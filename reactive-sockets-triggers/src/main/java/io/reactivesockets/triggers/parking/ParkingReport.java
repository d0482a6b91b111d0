package io.reactivesockets.triggers.parking;

import java.util.Map;
import java.util.Set;

/**
 * What became of sockets that were to be parked.
 *
 * @param parked the names of those that the broker has now
 * @param stayed the names of those that are still here, each with the reason; {@link
 *     SocketParking#takeBack()} brings back those that nobody serves any more
 */
public record ParkingReport(Set<String> parked, Map<String, Throwable> stayed) {

  /**
   * Copies both.
   *
   * @param parked the names of those that the broker has now
   * @param stayed the names of those that are still here, with the reason
   */
  public ParkingReport {
    parked = Set.copyOf(parked);
    stayed = Map.copyOf(stayed);
  }
}
