package io.reactivesockets.triggers.control;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where transports of channels with a hardware slot are kept while this process does nothing for
 * them, or is down: a socket broker, see {@code io.reactivesockets.triggers.parking}.
 */
public interface ParkingPlace {

  /**
   * Takes a transport over.
   *
   * @param id of the channel
   * @param transport as it is connected; once the Mono completes it is no longer this process's
   * @param keepAliveInterval after how much silence from now on the place has to keep it alive, or
   *     to tell {@link ParkingNotice.Kind#KEEP_ALIVE_DUE}; more than zero
   * @return cold; completes when the place has it; with an error it still is this process's, as it
   *     was or as {@link #kept} gives it back
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

  /**
   * Gives back what was already made ready for {@link #park} when that failed.
   *
   * @param id of the channel
   * @return cold; emits the transport in its new form; empty, as it is by default, if the one that
   *     was to be parked is as it was
   */
  default Mono<Object> kept(String id) {
    return Mono.empty();
  }

  /**
   * Tells what happens to what is parked.
   *
   * @return hot; by default nothing is told, and the application has to {@link
   *     ControlChannelTrigger#unpark()}
   */
  default Flux<ParkingNotice> notices() {
    return Flux.never();
  }
}
