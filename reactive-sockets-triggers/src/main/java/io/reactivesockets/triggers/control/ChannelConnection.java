package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.network.NetworkPath;
import io.reactivesockets.triggers.control.network.NetworkState;
import io.reactivesockets.triggers.control.network.PathChange;
import io.reactivesockets.triggers.control.timing.Timing;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * One connection of a channel: watches its end and what arrives, and has it kept alive. Confined to
 * the thread of the channels, but for the cycle.
 */
final class ChannelConnection {

  /** What a connection tells the channel. */
  interface Owner extends KeepAliveCycle.Owner {

    /** Something has arrived that nobody takes, or nothing more will. */
    void arrived(ChannelConnection on, boolean something);

    /** It has ended. */
    void lost(ChannelConnection gone, Throwable cause);
  }

  private final Timing timing;
  private final Owner owner;
  private final LiveTransport live;
  private final String network;
  private final @Nullable NetworkPath path;
  private final IntervalLearner learner;
  private final Disposable.Swap arrival = Disposables.swap();
  private final Disposable.Swap end = Disposables.swap();
  private @Nullable NetworkState seenIn;
  private volatile @Nullable KeepAliveCycle cycle;
  private boolean pushed;

  /** Where its keep-alives stood when it was parked, until they go on. */
  private KeepAliveCycle.@Nullable Pause pause;

  /** Whether it is here only until its keep-alive is sent. */
  private boolean visiting;

  ChannelConnection(
      ChannelSet channels, ChannelLife life, LiveTransport live, @Nullable NetworkState seenIn) {
    this.timing = channels.timing();
    this.owner = life;
    this.live = live;
    this.path = NetworkPath.of(live.local(), live.remote()).orElse(null);
    this.seenIn = seenIn;
    NetworkPath own = path;
    this.network =
        own == null || seenIn == null
            ? "own " + life.id()
            : seenIn.networkOf(own) + " " + live.protocol() + " " + live.peer();
    this.learner = channels.networks().learner(network, life);
  }

  /** It comes from a parking place. */
  void resumesAfter(KeepAliveCycle.@Nullable Pause stood, boolean onlyVisits) {
    pause = stood;
    visiting = onlyVisits;
  }

  LiveTransport live() {
    return live;
  }

  /** The network and peer that its interval is learned for. */
  String network() {
    return network;
  }

  IntervalLearner learner() {
    return learner;
  }

  /** Its keep-alives, once the channel is set up; for any thread. */
  @Nullable KeepAliveCycle cycle() {
    return cycle;
  }

  boolean isPushed() {
    return pushed;
  }

  void pushed() {
    pushed = true;
  }

  boolean isVisiting() {
    return visiting;
  }

  void stays() {
    visiting = false;
  }

  /** Waits for its end. */
  void begin() {
    end.update(
        live.closed()
            .subscribe(
                none -> {},
                failure -> timing.execute(() -> owner.lost(this, failure)),
                () -> timing.execute(() -> owner.lost(this, ChannelFailures.ended()))));
  }

  /** Begins or goes on with its keep-alives; fails if it cannot be prepared for them. */
  void keepAlive(KeepAliveCycle fresh, boolean isQuiet) {
    cycle = fresh;
    KeepAliveCycle.Pause stood = pause;
    pause = null;
    if (isQuiet) {
      return; // Its end resets the channel.
    }
    try {
      if (stood == null) {
        fresh.start();
      } else {
        fresh.start(stood);
      }
    } catch (RuntimeException cannotBePrepared) {
      cycle = null;
      throw cannotBePrepared;
    }
  }

  /** Waits for what nobody takes. */
  void watch() {
    pushed = false;
    arrival.update(
        live.readable()
            .subscribe(
                something -> timing.execute(() -> owner.arrived(this, something)),
                failure -> timing.execute(() -> owner.lost(this, failure))));
  }

  /** Where its keep-alives stand. */
  KeepAliveCycle.Pause pause(Duration interval) {
    KeepAliveCycle running = cycle;
    return running == null
        ? new KeepAliveCycle.Pause(timing.nanos(), interval, false)
        : running.pause();
  }

  /** Lets go of it; the transport itself is left to the caller. */
  Optional<KeepAliveCycle.Suspicion> leave() {
    arrival.dispose();
    end.dispose();
    KeepAliveCycle running = cycle;
    return running == null ? Optional.empty() : running.stop();
  }

  /** The network is not what it was: tells why this connection is not to be trusted any more. */
  Optional<ResetCause> networkIs(NetworkState now) {
    NetworkState before = seenIn;
    NetworkPath own = path;
    seenIn = now;
    if (before == null || own == null || before.equals(now)) {
      return Optional.empty();
    }
    PathChange change = now.since(before, own);
    return ResetCause.of(change, own);
  }
}
