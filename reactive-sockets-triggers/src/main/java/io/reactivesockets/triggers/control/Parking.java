package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.timing.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The way of one channel to its parking place and back. What comes while it is under way waits for
 * its end. Confined to the thread of the channels.
 */
final class Parking {

  private static final Logger LOG = LoggerFactory.getLogger(Parking.class);

  private enum Stage {
    HERE,
    LEAVING,
    THERE,
    RETURNING
  }

  private final ParkingPlace place;
  private final String id;
  private final Timing timing;
  private final List<Runnable> later = new ArrayList<>();
  private Stage stage = Stage.HERE;

  Parking(ParkingPlace place, String id, Timing timing) {
    this.place = place;
    this.id = id;
    this.timing = timing;
  }

  boolean isThere() {
    return stage == Stage.THERE;
  }

  boolean isReturning() {
    return stage == Stage.RETURNING;
  }

  /** Whether it is on its way there; if so, the work is done when it has arrived or stayed. */
  boolean isLeaving(Runnable work) {
    if (stage == Stage.LEAVING) {
      later.add(work);
    }
    return stage == Stage.LEAVING;
  }

  /** Parks a transport; one that is not taken stays, perhaps in a new form. */
  void leave(
      Object transport,
      KeepAliveCycle.Pause pause,
      Runnable parked,
      Consumer<Object> stays,
      MonoSink<Void> sink) {
    stage = Stage.LEAVING;
    place
        .park(id, transport, pause.left(timing.nanos()))
        .subscribe(
            none -> {},
            failure -> notTaken(transport, stays, failure, sink),
            () ->
                timing.execute(
                    () -> {
                      arrived(Stage.THERE, parked);
                      sink.success();
                    }));
  }

  private void notTaken(
      Object transport, Consumer<Object> stays, Throwable failure, MonoSink<Void> sink) {
    orEmpty(place.kept(id))
        .subscribe(
            kept ->
                timing.execute(
                    () -> {
                      arrived(Stage.HERE, () -> stays.accept(kept.orElse(transport)));
                      sink.error(failure);
                    }));
  }

  /** Takes it back, if the place still has it. */
  void comeBack(Consumer<Optional<Object>> then) {
    stage = Stage.RETURNING;
    orEmpty(place.takeBack(id))
        .subscribe(back -> timing.execute(() -> arrived(Stage.HERE, () -> then.accept(back))));
  }

  /** The place has it no more. */
  void lost() {
    stage = Stage.HERE;
  }

  private void arrived(Stage at, Runnable first) {
    stage = at;
    first.run();
    List<Runnable> waiting = List.copyOf(later);
    later.clear();
    waiting.forEach(Runnable::run);
  }

  private Mono<Optional<Object>> orEmpty(Mono<Object> transport) {
    return transport
        .map(Optional::of)
        .onErrorResume(
            failure -> {
              LOG.warn("{} is not given back by {}", id, place, failure);
              return Mono.empty();
            })
        .defaultIfEmpty(Optional.empty());
  }
}
