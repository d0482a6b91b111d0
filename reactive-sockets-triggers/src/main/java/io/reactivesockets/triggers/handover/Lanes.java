package io.reactivesockets.triggers.handover;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * On which connections leave, a few at a time, so that each is away for a moment only. One that
 * cannot come off its event loop soon, since its peer does not read, makes room for the next and
 * follows when it can: so however many there are of those, they hold up nobody.
 */
final class Lanes {

  private final Duration patience;
  private final Queue<Turn> waiting = new ArrayDeque<>();
  private int free;
  private boolean calling;

  /**
   * @param count how many are on their way at a time
   * @param patience how long one may take to come off before the next begins
   */
  Lanes(int count, Duration patience) {
    this.free = count;
    this.patience = patience;
  }

  /**
   * Returns what is done when a lane is free.
   *
   * @param off what may take long
   * @param onward what follows, and keeps the lane unless that was left before
   */
  <D, T> Mono<T> take(Mono<D> off, Function<D, Mono<T>> onward) {
    return Mono.using(
        Turn::new,
        turn -> turn.come().then(off).doOnNext(came -> turn.hasComeOff()).flatMap(onward),
        Turn::leave);
  }

  private synchronized void enter(Turn turn) {
    waiting.add(turn);
  }

  /** One at a time does so: a way may end at once, and let the next one come. */
  private void callNext() {
    @Nullable Turn next;
    while ((next = called()) != null) {
      next.begin();
      synchronized (this) {
        calling = false;
      }
    }
  }

  private synchronized @Nullable Turn called() {
    if (calling || free == 0 || waiting.isEmpty()) {
      return null;
    }
    calling = true;
    free--;
    return waiting.remove();
  }

  /** One connection's. */
  private final class Turn {

    private final Sinks.Empty<Void> called = Sinks.empty();
    private boolean onLane;
    private boolean over;
    private @Nullable Disposable limit;

    Mono<Void> come() {
      return called
          .asMono()
          .doOnSubscribe(
              asked -> {
                enter(this);
                callNext();
              });
    }

    private void begin() {
      boolean wanted;
      synchronized (Lanes.this) {
        onLane = true;
        wanted = !over;
        if (wanted) {
          limit = Mono.delay(patience).subscribe(late -> leaveLane());
        }
      }
      if (wanted) {
        called.tryEmitEmpty();
      } else {
        leaveLane();
      }
    }

    void hasComeOff() {
      synchronized (Lanes.this) {
        if (limit != null) {
          limit.dispose();
        }
      }
    }

    /** Its way has ended, or nobody wants it any more. */
    void leave() {
      synchronized (Lanes.this) {
        over = true;
        waiting.remove(this);
      }
      hasComeOff();
      leaveLane();
    }

    private void leaveLane() {
      synchronized (Lanes.this) {
        if (!onLane) {
          return;
        }
        onLane = false;
        free++;
      }
      callNext();
    }
  }
}
