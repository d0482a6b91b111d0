package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import io.reactivesockets.triggers.control.network.NetworkPath;
import io.reactivesockets.triggers.control.network.NetworkState;
import io.reactivesockets.triggers.control.network.PathChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The life of a channel: connects, is set up, is lost or reset, and connects again. Confined to the
 * thread of the channels, but for what says otherwise.
 */
final class ChannelLife implements KeepAliveCycle.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelLife.class);

  private final ControlChannels channels;
  private final ControlChannelTrigger trigger;
  private final ControlChannelTriggerControl control;
  private final Counters counters = new Counters();
  private final EventTap<ControlChannelTriggerEventDetails> events = new EventTap<>();
  private final EventTap<ControlChannelState> states = new EventTap<>();

  private volatile ControlChannelState state = ControlChannelState.of(Phase.IDLE);
  private volatile @Nullable ControlChannelTriggerStatus status;
  private volatile Duration serverInterval;
  private volatile @Nullable Connection connection;
  private @Nullable ChannelTransport<?> plan;
  private @Nullable Attempt attempt;
  private @Nullable Disposable waiting;
  private KeepAliveCycle.@Nullable Suspicion suspicion;
  private int failures;
  private boolean everConnected;
  private final @Nullable Parking parking;
  private KeepAliveCycle.@Nullable Pause parked;
  private final List<MonoSink<Void>> unparking = new ArrayList<>();

  /** The network of the last connection, whose learner is to be there for the next one. */
  private @Nullable String held;

  /** What belongs to one connection. */
  private final class Connection {

    final ChannelTransport.Live live;
    final String network;
    final @Nullable NetworkPath path;
    final IntervalLearner learner;
    final Disposable.Swap arrival = Disposables.swap();
    final Disposable.Swap end = Disposables.swap();
    @Nullable NetworkState seenIn;
    volatile @Nullable KeepAliveCycle cycle;
    boolean pushed;

    /** Where its keep-alives stood when it was parked, until they go on. */
    KeepAliveCycle.@Nullable Pause pause;

    /** Whether it is here only until its keep-alive is sent. */
    boolean visiting;

    Connection(ChannelTransport.Live live, @Nullable NetworkState seenIn) {
      this.live = live;
      this.path = ControlChannels.path(live).orElse(null);
      this.seenIn = seenIn;
      NetworkPath own = path;
      this.network =
          own == null || seenIn == null
              ? "own " + trigger.id()
              : seenIn.networkOf(own) + " " + live.protocol() + " " + live.peer();
      this.learner = channels.learner(network, ChannelLife.this);
    }

    void begin() {
      end.update(
          live.closed()
              .subscribe(
                  none -> {},
                  failure -> channels.timing().execute(() -> lost(this, failure)),
                  () -> channels.timing().execute(() -> lost(this, ChannelFailures.ended()))));
    }

    void keepAlive() {
      KeepAliveCycle fresh =
          new KeepAliveCycle(channels, trigger, live, learner, serverInterval, ChannelLife.this);
      cycle = fresh;
      KeepAliveCycle.Pause stood = pause;
      pause = null;
      if (channels.isQuiet()) {
        return; // Its end resets the channel.
      }
      if (stood == null) {
        fresh.start();
      } else {
        fresh.start(stood);
      }
    }

    /** Waits for what nobody takes. */
    void park() {
      pushed = false;
      arrival.update(
          live.readable()
              .subscribe(
                  something -> channels.timing().execute(() -> arrived(this, something)),
                  failure -> channels.timing().execute(() -> lost(this, failure))));
    }

    /** Lets go of it; the transport itself is left to the caller. */
    Optional<KeepAliveCycle.Suspicion> leave() {
      arrival.dispose();
      end.dispose();
      hold(network);
      KeepAliveCycle running = cycle;
      return running == null ? Optional.empty() : running.stop();
    }
  }

  /** Connecting once; what comes too late is closed. */
  private final class Attempt extends BaseSubscriber<ChannelTransport.Live> {

    private final @Nullable MonoSink<Object> caller;
    private boolean emitted;
    KeepAliveCycle.@Nullable Pause pause;
    boolean visiting;

    Attempt(@Nullable MonoSink<Object> caller) {
      this.caller = caller;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      requestUnbounded();
    }

    @Override
    protected void hookOnNext(ChannelTransport.Live live) {
      emitted = true;
      if (!channels.timing().execute(() -> opened(this, live))) {
        release(live.abandon());
      }
    }

    @Override
    protected void hookOnError(Throwable failure) {
      channels.timing().execute(() -> failed(this, failure));
    }

    @Override
    protected void hookOnComplete() {
      if (!emitted) {
        channels.timing().execute(() -> failed(this, null));
      }
    }
  }

  ChannelLife(
      ControlChannels channels,
      ControlChannelTrigger trigger,
      ControlChannelTriggerControl control) {
    this.channels = channels;
    this.trigger = trigger;
    this.control = control;
    this.serverInterval = control.serverKeepAliveInterval();
    this.parking =
        channels
            .control()
            .parkingPlace()
            .map(place -> new Parking(place, trigger.id(), channels.timing()))
            .orElse(null);
  }

  // What the application does.

  void use(ChannelTransport<?> transport, MonoSink<Object> sink) {
    if (!mayUse(sink)) {
      return;
    }
    plan = transport;
    failures = 0;
    Attempt begun = connect(sink);
    sink.onCancel(() -> channels.timing().execute(() -> abandon(begun)));
  }

  private boolean mayUse(MonoSink<Object> sink) {
    if (state.phase() == Phase.CLOSED) {
      sink.error(ChannelFailures.closed(ChannelFailures.USE, trigger.id()));
      return false;
    }
    if (state.phase() != Phase.IDLE) {
      sink.error(ChannelFailures.inUse(trigger.id()));
      return false;
    }
    return true;
  }

  void useParked(ChannelTransport<?> transport, MonoSink<Object> sink) {
    Optional<ParkingPlace> place = channels.control().parkingPlace();
    if (place.isEmpty()) {
      sink.error(ChannelFailures.noParkingPlace(ChannelFailures.USE, trigger.id()));
      return;
    }
    if (!mayUse(sink)) {
      return;
    }
    plan = transport;
    failures = 0;
    Attempt begun = new Attempt(sink);
    // Nobody knows since when it is silent, so the first keep-alive is due at once.
    begun.pause = new KeepAliveCycle.Pause(channels.timing().nanos(), Duration.ZERO, false);
    attempt = begun;
    publish(ControlChannelState.of(Phase.CONNECTING));
    channels.listen(place.get());
    place
        .get()
        .takeBack(trigger.id())
        .map(transport::adopt)
        .subscribeOn(channels.elsewhere())
        .subscribe(begun);
    sink.onCancel(() -> channels.timing().execute(() -> abandon(begun)));
  }

  private void abandon(Attempt begun) {
    if (attempt == begun) {
      attempt = null;
      begun.cancel();
      publish(ControlChannelState.of(Phase.IDLE));
    }
  }

  void enable(MonoSink<ControlChannelTriggerStatus> sink) {
    Connection current = connection;
    if (state.phase() == Phase.CLOSED) {
      sink.error(ChannelFailures.closed(ChannelFailures.ENABLE, trigger.id()));
    } else if (isEnabled()) {
      sink.success(status);
    } else if (current != null) {
      sink.success(enable(current));
    } else if (everConnected) {
      sink.success(refuse(ControlChannelTriggerStatus.TRANSPORT_DISCONNECTED));
    } else {
      sink.error(ChannelFailures.noTransport(ChannelFailures.ENABLE, trigger.id()));
    }
  }

  private ControlChannelTriggerStatus enable(Connection current) {
    if (channels.isClosed() || channels.isQuiet()) {
      return refuse(ControlChannelTriggerStatus.SERVICE_UNAVAILABLE);
    }
    if (control.resourceType() == ControlChannelTriggerResourceType.REQUEST_HARDWARE_SLOT) {
      status = ControlChannelTriggerStatus.HARDWARE_SLOT_REQUESTED;
    }
    Optional<ControlChannelTriggerStatus> granted = channels.slots().grant(control.resourceType());
    if (granted.isEmpty()) {
      return refuse(ControlChannelTriggerStatus.POLICY_ERROR);
    }
    try {
      current.keepAlive();
    } catch (RuntimeException cannotBePrepared) {
      LOG.warn("{} cannot be kept alive", trigger, cannotBePrepared);
      channels.slots().giveBack(granted.get());
      current.cycle = null;
      return refuse(ControlChannelTriggerStatus.SYSTEM_ERROR);
    }
    status = granted.get();
    current.park();
    channels.watch();
    return granted.get();
  }

  private ControlChannelTriggerStatus refuse(ControlChannelTriggerStatus why) {
    status = why;
    return why;
  }

  private boolean isEnabled() {
    ControlChannelTriggerStatus now = status;
    return now != null && now.isAllocated();
  }

  void flush(MonoSink<Void> sink) {
    Connection current = connection;
    if (!isEnabled()) {
      sink.error(ChannelFailures.notEnabled(ChannelFailures.FLUSH, trigger.id()));
    } else if (current == null) {
      sink.error(ChannelFailures.noTransport(ChannelFailures.FLUSH, trigger.id()));
    } else {
      Disposable flushing =
          current
              .live
              .flush()
              .subscribe(
                  none -> {},
                  sink::error,
                  () ->
                      channels
                          .timing()
                          .execute(
                              () -> {
                                if (connection == current) {
                                  current.park();
                                }
                                sink.success();
                              }));
      sink.onCancel(flushing);
    }
  }

  void decrease(MonoSink<Void> sink) {
    Connection current = connection;
    if (!isEnabled() || current == null) {
      sink.error(ChannelFailures.notEnabled(ChannelFailures.DECREASE, trigger.id()));
      return;
    }
    current.learner.decrease();
    channels.shorten(current.network);
    sink.success();
  }

  void park(MonoSink<Void> sink) {
    Connection current = connection;
    Parking way = parking;
    if (way == null || status != ControlChannelTriggerStatus.HARDWARE_SLOT_ALLOCATED) {
      sink.error(ChannelFailures.noParkingPlace(ChannelFailures.PARK, trigger.id()));
    } else if (current == null) {
      sink.error(ChannelFailures.noTransport(ChannelFailures.PARK, trigger.id()));
    } else {
      KeepAliveCycle running = current.cycle;
      KeepAliveCycle.Pause pause =
          running == null
              ? new KeepAliveCycle.Pause(channels.timing().nanos(), currentInterval(), false)
              : running.pause();
      current.leave().ifPresent(KeepAliveCycle.Suspicion::drop);
      connection = null;
      parked = pause;
      channels.control().parkingPlace().ifPresent(channels::listen);
      way.leave(
          current.live.transport(),
          pause,
          () -> parked(current),
          stays -> isBack(stays, pause, false),
          sink);
    }
  }

  private void parked(Connection left) {
    if (state.phase() != Phase.CLOSED) {
      publish(
          new ControlChannelState(
              Phase.PARKED,
              0,
              Optional.of(left.live.transport()),
              Duration.ZERO,
              Optional.empty()));
    }
  }

  void unpark(MonoSink<Void> sink) {
    Parking way = parking;
    Connection current = connection;
    Attempt begun = attempt;
    if (way == null || state.phase() == Phase.CLOSED) {
      sink.error(ChannelFailures.noTransport(ChannelFailures.PARK, trigger.id()));
    } else if (way.isThere()) {
      unparking.add(sink);
      comeBack(way, false);
    } else if (way.isReturning() || (begun != null && begun.pause != null)) {
      unparking.add(sink);
      if (begun != null) {
        begun.visiting = false;
      }
    } else if (current != null && current.visiting) {
      current.visiting = false;
      sink.success();
    } else if (!way.isLeaving(() -> unpark(sink))) {
      sink.error(ChannelFailures.noTransport(ChannelFailures.PARK, trigger.id()));
    }
  }

  void noticed(ParkingNotice notice) {
    Parking way = parking;
    if (way == null || way.isLeaving(() -> noticed(notice)) || !way.isThere()) {
      return;
    }
    if (notice.kind() == ParkingNotice.Kind.LOST) {
      way.lost();
      isNotBack(ControlChannelTriggerResetReason.APPLICATION_RESTART, notice.detail());
    } else {
      comeBack(way, notice.kind() == ParkingNotice.Kind.KEEP_ALIVE_DUE);
    }
  }

  private void comeBack(Parking way, boolean visiting) {
    KeepAliveCycle.Pause pause = parked;
    way.comeBack(
        back -> {
          if (back.isPresent()) {
            isBack(back.get(), pause, visiting && unparking.isEmpty());
          } else {
            isNotBack(
                ControlChannelTriggerResetReason.APPLICATION_RESTART,
                "the parking place has it no more");
          }
        });
  }

  private void isBack(Object transport, KeepAliveCycle.@Nullable Pause pause, boolean visiting) {
    ChannelTransport<?> how = plan;
    if (how == null) {
      return; // It was connected by a plan, and that is never taken away.
    }
    ChannelTransport.Live live = how.adopt(transport);
    if (state.phase() == Phase.CLOSED) {
      release(live.abandon());
      return;
    }
    Attempt taken = new Attempt(null);
    taken.pause = pause;
    taken.visiting = visiting;
    attempt = taken;
    opened(taken, live);
  }

  private void isNotBack(ControlChannelTriggerResetReason reason, String detail) {
    if (state.phase() != Phase.CLOSED) {
      counters.reset();
      tell(trigger.resetOf(reason, slot(), detail));
      failures = 0;
      connectAgain(null);
    }
    unparked();
  }

  /** Who waits for the way back has waited enough. */
  private void unparked() {
    List<MonoSink<Void>> all = List.copyOf(unparking);
    unparking.clear();
    all.forEach(MonoSink::success);
  }

  /** A parked connection is given up where it is. */
  private void resetParked(Parking way, ControlChannelTriggerResetReason reason, String detail) {
    ChannelTransport<?> how = plan;
    way.comeBack(
        back -> {
          if (how != null && back.isPresent()) {
            release(how.adopt(back.get()).abandon());
          }
          isNotBack(reason, detail);
        });
  }

  void serverInterval(Duration interval) {
    serverInterval = interval;
    channels
        .timing()
        .execute(
            () -> {
              KeepAliveCycle running = cycle();
              if (running != null) {
                running.serverInterval(interval);
              }
            });
  }

  void close(MonoSink<Void> sink) {
    if (state.phase() == Phase.CLOSED) {
      sink.success();
      return;
    }
    Connection current = connection;
    stopWaiting();
    Attempt begun = attempt;
    attempt = null;
    if (begun != null) {
      begun.cancel();
      if (begun.caller != null) {
        begun.caller.error(ChannelFailures.closed(ChannelFailures.USE, trigger.id()));
      }
    }
    connection = null;
    dropSuspicion();
    if (current != null) {
      current.leave().ifPresent(KeepAliveCycle.Suspicion::drop);
    }
    hold(null);
    ControlChannelTriggerStatus granted = status;
    if (granted != null) {
      channels.slots().giveBack(granted);
      status = null;
    }
    channels.forget(trigger);
    publish(ControlChannelState.of(Phase.CLOSED));
    unparking.forEach(
        each -> each.error(ChannelFailures.closed(ChannelFailures.PARK, trigger.id())));
    unparking.clear();
    events.end();
    states.end();
    if (current == null) {
      sink.success();
    } else {
      current.live.close().subscribe(none -> {}, sink::error, sink::success);
    }
  }

  // What happens to the connection.

  private Attempt connect(@Nullable MonoSink<Object> caller) {
    Attempt begun = new Attempt(caller);
    attempt = begun;
    publish(
        new ControlChannelState(
            Phase.CONNECTING, failures, Optional.empty(), Duration.ZERO, state.cause()));
    ChannelTransport<?> transport = plan;
    if (transport != null) {
      transport.connect().subscribeOn(channels.elsewhere()).subscribe(begun);
    }
    return begun;
  }

  private void opened(Attempt begun, ChannelTransport.Live live) {
    if (attempt != begun) {
      release(live.abandon());
      return;
    }
    channels
        .network()
        .map(Optional::of)
        .onErrorReturn(Optional.empty())
        .defaultIfEmpty(Optional.empty())
        .subscribe(
            network -> {
              if (!channels.timing().execute(() -> connected(begun, live, network.orElse(null)))) {
                release(live.abandon());
              }
            });
  }

  private void connected(
      Attempt begun, ChannelTransport.Live live, @Nullable NetworkState network) {
    if (attempt != begun) {
      release(live.abandon());
      return;
    }
    attempt = null;
    everConnected = true;
    if (begun.pause == null) {
      counters.connection();
    }
    KeepAliveCycle.Suspicion suspected = suspicion;
    suspicion = null;
    Connection fresh = new Connection(live, network);
    fresh.pause = begun.pause;
    fresh.visiting = begun.visiting;
    hold(null);
    if (suspected != null) {
      suspected.confirm();
      channels.shorten(fresh.network);
    }
    connection = fresh;
    if (isEnabled()) {
      try {
        fresh.keepAlive();
      } catch (RuntimeException cannotBePrepared) {
        lost(fresh, cannotBePrepared);
        return;
      }
    }
    fresh.park();
    publish(
        new ControlChannelState(
            Phase.OPEN, failures, Optional.of(live.transport()), Duration.ZERO, Optional.empty()));
    if (begun.caller != null) {
      begun.caller.success(live.transport());
    }
    unparked();
    fresh.begin();
  }

  private void failed(Attempt begun, @Nullable Throwable failure) {
    if (attempt != begun) {
      return;
    }
    attempt = null;
    dropSuspicion();
    if (begun.caller != null) {
      publish(idle(failure));
      if (failure == null) {
        begun.caller.success();
      } else {
        begun.caller.error(failure);
      }
    } else {
      connectAgain(failure);
    }
  }

  private void hold(@Nullable String network) {
    String before = held;
    held = network;
    if (before != null) {
      channels.giveBack(before, this);
    }
  }

  private void dropSuspicion() {
    KeepAliveCycle.Suspicion suspected = suspicion;
    suspicion = null;
    if (suspected != null) {
      suspected.drop();
    }
  }

  private ControlChannelState idle(@Nullable Throwable cause) {
    return new ControlChannelState(
        Phase.IDLE, failures, Optional.empty(), Duration.ZERO, Optional.ofNullable(cause));
  }

  private void lost(Connection gone, Throwable cause) {
    if (connection != gone) {
      return;
    }
    counters.lostConnection();
    gone.leave().ifPresent(suspected -> suspicion = suspected);
    connection = null;
    release(gone.live.abandon());
    connectAgain(cause);
  }

  private void connectAgain(@Nullable Throwable cause) {
    failures++;
    if (!control.reconnect() || failures >= control.maxFailures() || plan == null) {
      dropSuspicion();
      publish(idle(cause));
      return;
    }
    Duration delay = delay();
    publish(
        new ControlChannelState(
            Phase.WAITING, failures, Optional.empty(), delay, Optional.ofNullable(cause)));
    stopWaiting();
    waiting = channels.timing().schedule(this::waited, delay);
  }

  /** The first time anything up to the first delay; then as long as the backoff says. */
  private Duration delay() {
    double chance = ThreadLocalRandom.current().nextDouble();
    if (failures == 1) {
      return Duration.ofNanos((long) (control.firstDelay().toNanos() * chance * control.jitter()));
    }
    long nanos = control.firstDelay().toNanos();
    long most = control.maxDelay().toNanos();
    for (int i = 1; i < failures && nanos < most; i++) {
      nanos *= 2;
    }
    return Duration.ofNanos((long) (Math.min(nanos, most) * (1 - control.jitter() * chance)));
  }

  private void waited() {
    waiting = null;
    channels
        .reconnects()
        .pass(
            () -> {
              if (state.phase() == Phase.WAITING && attempt == null && !channels.isQuiet()) {
                connect(null);
              }
            });
  }

  private void stopWaiting() {
    Disposable timer = waiting;
    waiting = null;
    if (timer != null) {
      timer.dispose();
    }
  }

  private void arrived(Connection on, boolean something) {
    if (connection != on) {
      return;
    }
    if (!something) {
      lost(on, ChannelFailures.ended());
      return;
    }
    if (!isEnabled()) {
      return; // Told once the channel is set up.
    }
    on.pushed = true;
    counters.pushNotification();
    tell(new PushNotification(trigger, on.live.transport()));
  }

  List<PushNotification> waitingPush() {
    Connection current = connection;
    return current != null && current.pushed
        ? List.of(new PushNotification(trigger, current.live.transport()))
        : List.of();
  }

  @Override
  public void due(KeepAliveDue due) {
    counters.keepAliveSent();
    tell(due);
  }

  @Override
  public void answered() {
    counters.keepAliveAnswered();
    failures = 0;
  }

  @Override
  public void settled() {
    Connection current = connection;
    if (current == null || !current.visiting) {
      return;
    }
    current.visiting = false;
    if (!current.pushed && !current.live.isKeptAliveByApplication()) {
      trigger
          .park()
          .subscribe(none -> {}, failure -> LOG.warn("{} is not parked again", trigger, failure));
    }
  }

  @Override
  public void unanswered(Throwable cause) {
    Connection current = connection;
    if (current != null) {
      lost(current, cause);
    }
  }

  // What happens around it.

  void reset(ControlChannelTriggerResetReason reason, String detail) {
    Connection current = connection;
    Parking way = parking;
    if (way != null && way.isThere()) {
      resetParked(way, reason, detail);
      return;
    }
    if (way != null && way.isLeaving(() -> reset(reason, detail))) {
      return;
    }
    if (current == null) {
      hurry();
      return;
    }
    counters.reset();
    current.leave().ifPresent(KeepAliveCycle.Suspicion::drop);
    connection = null;
    tell(trigger.resetOf(reason, slot(), detail));
    release(current.live.abandon());
    failures = 0;
    connectAgain(null);
  }

  /** What it waits for may have come. */
  private void hurry() {
    if (state.phase() == Phase.WAITING && waiting != null) {
      stopWaiting();
      failures = 1;
      waiting = channels.timing().schedule(this::waited, delay());
    }
  }

  void networkIs(NetworkState now) {
    Connection current = connection;
    if (current == null) {
      hurry();
      return;
    }
    NetworkState before = current.seenIn;
    NetworkPath path = current.path;
    current.seenIn = now;
    if (before == null || path == null || before.equals(now)) {
      return;
    }
    PathChange change = now.since(before, path);
    switch (change) {
      case LINK ->
          reset(
              ControlChannelTriggerResetReason.LINK_DOWN,
              "the adapter with " + path.local().getAddress().getHostAddress() + " is down");
      case ADDRESS ->
          reset(
              ControlChannelTriggerResetReason.ADDRESS_REMOVED,
              path.local().getAddress().getHostAddress() + " is no address of this machine now");
      case ROUTE ->
          reset(
              ControlChannelTriggerResetReason.ROUTE_CHANGED,
              "another way leads to " + path.remote().getAddress().getHostAddress());
      default -> {}
    }
  }

  void slept(Duration time) {
    KeepAliveCycle running = cycle();
    if (running != null) {
      running.slept(time);
      resetIfOverdue("the machine slept for " + time.toSeconds() + " s");
    }
  }

  void stopped(Duration time) {
    resetIfOverdue("the process stood still for " + time.toSeconds() + " s");
  }

  private void resetIfOverdue(String detail) {
    KeepAliveCycle running = cycle();
    if (running != null && running.overdue().compareTo(channels.control().lateness()) > 0) {
      reset(ControlChannelTriggerResetReason.LOW_POWER_EXIT, detail);
    }
  }

  void planAnew() {
    KeepAliveCycle running = cycle();
    if (running != null) {
      running.planAnew();
    }
  }

  /** A quiet time begins. */
  void rest() {
    KeepAliveCycle running = cycle();
    if (running != null) {
      running.stop().ifPresent(KeepAliveCycle.Suspicion::drop);
    }
  }

  /** A quiet time is over. */
  void wakeUp() {
    if (connection != null) {
      reset(ControlChannelTriggerResetReason.QUIET_HOURS_EXIT, "the quiet time is over");
    } else if (state.phase() == Phase.WAITING && waiting == null) {
      failures = 1;
      waiting = channels.timing().schedule(this::waited, delay());
    } else {
      hurry();
    }
  }

  private @Nullable KeepAliveCycle cycle() {
    Connection current = connection;
    return current == null ? null : current.cycle;
  }

  private Optional<ControlChannelTriggerStatus> slot() {
    return Optional.ofNullable(status).filter(ControlChannelTriggerStatus::isAllocated);
  }

  private void publish(ControlChannelState next) {
    state = next;
    states.tell(next);
  }

  private void tell(ControlChannelTriggerEventDetails event) {
    events.tell(event);
    channels.tell(event);
  }

  private static void release(Mono<Void> end) {
    end.subscribe(none -> {}, failure -> LOG.debug("closing a lost transport failed", failure));
  }

  // What is true; for any thread.

  Flux<ControlChannelTriggerEventDetails> events() {
    return events.events(channels.timing(), () -> List.copyOf(waitingPush()));
  }

  Flux<ControlChannelState> states() {
    return states.events(channels.timing(), () -> List.of(state));
  }

  Duration serverInterval() {
    return serverInterval;
  }

  Duration currentInterval() {
    KeepAliveCycle running = cycle();
    Connection current = connection;
    if (running != null) {
      return running.interval();
    }
    Duration network =
        current == null
            ? channels.control().networkInterval().initial()
            : current.learner.interval();
    return network.compareTo(serverInterval) < 0 ? network : serverInterval;
  }

  Optional<Object> transport() {
    return Optional.ofNullable(connection).map(current -> current.live.transport());
  }

  ControlChannelTriggerInformation information() {
    Optional<Connection> current = Optional.ofNullable(connection);
    return new ControlChannelTriggerInformation(
        trigger.id(),
        state,
        Optional.ofNullable(status),
        serverInterval,
        current.map(open -> open.learner.snapshot()),
        currentInterval(),
        current.map(open -> open.network),
        current.flatMap(open -> Optional.ofNullable(open.cycle)).flatMap(KeepAliveCycle::untilNext),
        counters.keepAlivesSent(),
        counters.keepAlivesAnswered(),
        counters.pushNotifications(),
        counters.lostConnections(),
        counters.resets(),
        counters.connections());
  }
}
