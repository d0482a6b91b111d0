package io.reactivesockets.triggers.control;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Where transports of channels with a hardware slot are kept alive while this process does nothing
 * for them, or is down: a socket broker.
 */
public interface ParkingPlace {

  /**
   * Takes a transport over.
   *
   * @param id of the channel
   * @param transport as it is connected; once the Mono completes it is no longer this process's
   * @param keepAliveInterval after how much silence the place has to keep it alive, or to wake the
   *     application so that it does
   * @return cold; completes when the place has it; with an error it still is this process's
   */
  Mono<Void> park(String id, Object transport, Duration keepAliveInterval);

  /**
   * Gives a transport back.
   *
   * @param id of the channel
   * @return cold; emits the transport, connected; empty if the place has none of that id or it was
   *     lost there
   */
  Mono<Object> takeBack(String id);
}
