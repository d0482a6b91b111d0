package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.network.NetworkState;
import io.reactivesockets.triggers.control.timing.KeepAliveScheduler;
import io.reactivesockets.triggers.control.timing.Timing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Looks at the machine around the channels: at each window's beginning, and soon after the system
 * has told that its network changed. One look at a time. Confined to the thread of the channels.
 */
final class SurroundingsWatch {

  /** What changes at once is seen at once, such as an address that is replaced. */
  static final Duration SETTLING = Duration.ofMillis(100);

  /** However often the system tells of changes, there is so much time between two looks. */
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(SurroundingsWatch.class);

  /** What a watch tells the channels. */
  interface Owner {

    /** A window has begun. Returns whether there is still somebody to look for. */
    boolean windowBegan();

    /** The machine has slept. */
    void slept(Duration time);

    /**
     * The network is not what it was, or was not looked at before.
     *
     * @param changed whether it is another one than at the last look
     */
    void networkIs(NetworkState now, boolean changed);
  }

  private final Surroundings surroundings;
  private final Timing timing;
  private final KeepAliveScheduler scheduler;
  private final Owner owner;
  private final Disposable.Swap signals = Disposables.swap();

  private KeepAliveScheduler.@Nullable Timer window;
  private @Nullable NetworkState lastSeen;
  private boolean listens;
  private boolean looking;
  private boolean changedMeanwhile;
  private boolean planned;
  private long looked;

  SurroundingsWatch(
      Surroundings surroundings, Timing timing, KeepAliveScheduler scheduler, Owner owner) {
    this.surroundings = surroundings;
    this.timing = timing;
    this.scheduler = scheduler;
    this.owner = owner;
    this.looked = timing.nanos() - BETWEEN_LOOKS.toNanos();
  }

  /** Begins, unless it already has. */
  void begin() {
    if (window == null) {
      window = scheduler.atNextWindow(begun -> windowBegan());
      if (!listens) {
        listens = true;
        signals.update(
            surroundings
                .networkSignals()
                .subscribeOn(surroundings.elsewhere())
                .subscribe(signal -> timing.execute(this::changed)));
      }
    }
  }

  private void windowBegan() {
    window = null;
    if (owner.windowBegan()) {
      look();
      begin();
    }
  }

  /** The system tells that something has changed. */
  private void changed() {
    if (looking) {
      changedMeanwhile = true;
    } else if (!planned) {
      planned = true;
      Duration since = Duration.ofNanos(timing.nanos() - looked);
      Duration rest = BETWEEN_LOOKS.minus(since);
      timing.schedule(this::lookAsPlanned, rest.compareTo(SETTLING) < 0 ? SETTLING : rest);
    }
  }

  private void lookAsPlanned() {
    planned = false;
    look();
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    looked = timing.nanos();
    surroundings
        .look()
        .onErrorResume(
            failure -> {
              LOG.warn("cannot look at the network of this machine", failure);
              return Mono.empty();
            })
        .doFinally(end -> timing.execute(this::lookedAround))
        .subscribe(seen -> timing.execute(() -> seen(seen)));
  }

  private void seen(Surroundings.Seen seen) {
    if (!seen.slept().isZero()) {
      owner.slept(seen.slept());
    }
    seen.network().ifPresent(this::seen);
  }

  private void seen(NetworkState now) {
    NetworkState before = lastSeen;
    lastSeen = now;
    if (before == null || !now.equals(before)) {
      owner.networkIs(now, before != null);
    }
  }

  private void lookedAround() {
    looking = false;
    if (changedMeanwhile) {
      changedMeanwhile = false;
      changed();
    }
  }

  void close() {
    signals.dispose();
  }
}
