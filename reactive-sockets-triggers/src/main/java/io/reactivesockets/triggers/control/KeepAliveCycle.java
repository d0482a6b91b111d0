package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.timing.KeepAliveScheduler;
import io.reactivesockets.triggers.control.timing.KeepAliveWindow;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Keeps one connection alive: plans, sends, and learns from what becomes of it. Confined to the
 * thread of the channels.
 */
final class KeepAliveCycle {

  /** What a cycle tells the channel. */
  interface Owner {

    /** A keep-alive is sent. */
    void due(KeepAliveDue due);

    /** The peer has shown that it is there. */
    void answered();

    /** A keep-alive was dealt with, answered or not to be answered at all. */
    void settled();

    /** The peer has not. The channel ends the cycle. */
    void unanswered(Throwable cause);
  }

  /**
   * A silence after which a connection was found dead; whether the silence is to blame shows when
   * the next connection is made.
   */
  record Suspicion(KeepAliveCycle cycle, Duration silence) {

    /** The peer was there all the time: it was the silence. */
    void confirm() {
      cycle.learner.lost(cycle, silence);
    }

    /** The peer could not be reached either: the silence proves nothing. */
    void drop() {
      cycle.learner.abandon(cycle);
    }
  }

  /**
   * Where a cycle stands that ends here and goes on with another one.
   *
   * @param silentSince when the last keep-alive was sent
   * @param gap after how long the next one is due
   * @param silent whether nothing was sent or received meanwhile
   */
  record Pause(long silentSince, Duration gap, boolean silent) {

    /** How long until the next keep-alive; never nothing, for that would mean never. */
    Duration left(long now) {
      Duration left = gap.minusNanos(now - silentSince);
      return left.compareTo(LEAST) < 0 ? LEAST : left;
    }
  }

  private static final Duration LEAST = Duration.ofMillis(1);

  private final ChannelSet channels;
  private final ControlChannelTrigger trigger;
  private final LiveTransport live;
  private final IntervalLearner learner;
  private final Owner owner;

  private Duration serverInterval;
  private volatile Duration gap;
  private boolean probing;
  private long silentSince;
  private long traffic;
  private KeepAliveScheduler.@Nullable Timer timer;
  private @Nullable Disposable underWay;
  private @Nullable Disposable deadline;
  private boolean waitsForTurn;
  private @Nullable Duration suspect;
  private @Nullable String mappedAddress;
  private boolean stopped;

  KeepAliveCycle(
      ChannelSet channels,
      ControlChannelTrigger trigger,
      LiveTransport live,
      IntervalLearner learner,
      Duration serverInterval,
      Owner owner) {
    this.channels = channels;
    this.trigger = trigger;
    this.live = live;
    this.learner = learner;
    this.serverInterval = serverInterval;
    this.owner = owner;
    this.gap = shorter(serverInterval, learner.interval());
  }

  /** Begins; fails if the transport cannot be prepared for it. */
  void start() {
    silentSince = channels.timing().nanos();
    traffic = live.traffic();
    plan();
  }

  /** Goes on where another cycle of the same connection stood. */
  void start(Pause pause) {
    silentSince = pause.silentSince();
    traffic = live.traffic() - (pause.silent() ? 0 : 1);
    live.prepare(gap, trigger.control().replyTimeout());
    timer = channels.scheduler().exactly(silentSince, pause.gap(), this::due);
  }

  /** Where it stands. */
  Pause pause() {
    boolean runs = timer != null || waitsForTurn || underWay != null;
    return runs
        ? new Pause(silentSince, gap, underWay == null && live.traffic() == traffic)
        : new Pause(channels.timing().nanos(), gap, false);
  }

  /** The interval in use; for any thread. */
  Duration interval() {
    return gap;
  }

  /** How long until the next keep-alive; for any thread, as it is but a look. */
  Optional<Duration> untilNext() {
    KeepAliveScheduler.Timer next = timer;
    return next == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, next.nanos() - channels.timing().nanos())));
  }

  void serverInterval(Duration interval) {
    serverInterval = interval;
    planAnew();
  }

  /** The interval may have become shorter. */
  void planAnew() {
    KeepAliveScheduler.Timer planned = timer;
    if (planned != null && (!probing || serverInterval.compareTo(gap) < 0)) {
      planned.cancel();
      if (probing) {
        learner.abandon(this);
      }
      plan();
    }
  }

  private void plan() {
    Optional<Duration> probe = learner.probe(this, serverInterval);
    Duration next = probe.orElse(shorter(serverInterval, learner.interval()));
    probing = probe.isPresent();
    gap = next;
    live.prepare(next, trigger.control().replyTimeout());
    timer =
        probing
            ? channels.scheduler().exactly(silentSince, next, this::due)
            : channels.scheduler().within(silentSince, next, this::due);
  }

  private void due(KeepAliveWindow window) {
    timer = null;
    waitsForTurn = true;
    channels.budget().enter(() -> send(window));
  }

  private void send(KeepAliveWindow window) {
    waitsForTurn = false;
    if (stopped) {
      channels.budget().leave();
      return;
    }
    long now = channels.timing().nanos();
    Duration silence = Duration.ofNanos(now - silentSince);
    boolean silent = live.traffic() == traffic;
    suspect = silent ? silence : null;
    silentSince = now;
    KeepAliveDue due =
        new KeepAliveDue(trigger, silence, gap, window.length(), window.early(), probing);
    owner.due(due);
    if (stopped) {
      channels.budget().leave();
      return;
    }
    deadline = channels.timing().schedule(this::late, trigger.control().replyTimeout());
    underWay =
        live.keepAlive(due)
            .defaultIfEmpty(KeepAliveAnswer.unknown())
            .subscribe(
                answer -> channels.timing().execute(() -> answered(answer)),
                failure -> channels.timing().execute(() -> failed(failure)));
  }

  private void answered(KeepAliveAnswer answer) {
    if (stopped) {
      return;
    }
    settle();
    Optional<String> now = answer.mappedAddress();
    String before = mappedAddress;
    if (before != null && now.isPresent() && !now.get().equals(before)) {
      owner.unanswered(ChannelFailures.remapped(before, now.get()));
      return;
    }
    now.ifPresent(address -> mappedAddress = address);
    Duration silence = suspect;
    suspect = null;
    traffic = live.traffic();
    if (answer.answered() && silence != null) {
      learner.kept(this, silence);
    } else {
      learner.abandon(this);
    }
    if (answer.answered()) {
      owner.answered();
    }
    plan();
    owner.settled();
  }

  private void failed(Throwable failure) {
    if (!stopped) {
      settle();
      owner.unanswered(ChannelFailures.unanswered("the keep-alive could not be sent", failure));
    }
  }

  private void late() {
    if (!stopped) {
      settle();
      owner.unanswered(
          ChannelFailures.unanswered("no answer within " + trigger.control().replyTimeout(), null));
    }
  }

  /** Nothing more is expected of the keep-alive that was under way. */
  private void settle() {
    Disposable sent = underWay;
    Disposable limit = deadline;
    underWay = null;
    deadline = null;
    if (sent != null) {
      sent.dispose();
      channels.budget().leave();
    }
    if (limit != null) {
      limit.dispose();
    }
  }

  /** The machine slept, while no clock of ours went on. */
  void slept(Duration time) {
    silentSince -= time.toNanos();
    KeepAliveScheduler.Timer planned = timer;
    if (planned != null) {
      planned.cancel();
      timer = channels.scheduler().exactly(silentSince, gap, this::due);
    }
  }

  /** By how much the next keep-alive is late; negative if it is not. */
  Duration overdue() {
    KeepAliveScheduler.Timer planned = timer;
    return planned == null
        ? Duration.ZERO
        : Duration.ofNanos(channels.timing().nanos() - silentSince).minus(gap);
  }

  /** Ends it. Returns the silence that may have cost the connection, if one may. */
  Optional<Suspicion> stop() {
    if (stopped) {
      return Optional.empty();
    }
    stopped = true;
    KeepAliveScheduler.Timer planned = timer;
    if (planned != null) {
      planned.cancel();
      timer = null;
    }
    settle();
    Duration silence = suspect;
    if (silence == null || waitsForTurn) {
      learner.abandon(this);
      return Optional.empty();
    }
    return Optional.of(new Suspicion(this, silence));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
