package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import io.reactivesockets.triggers.control.network.NetworkState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.MonoSink;

/**
 * The life of a channel: one connection after the other, and what is told of them. Confined to the
 * thread of the channels, but for what says otherwise.
 */
final class ChannelLife implements ChannelConnection.Owner, Connecting.Owner, ParkedChannel.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelLife.class);

  private final ChannelSet channels;
  private final ControlChannelTrigger trigger;
  private final Counters counters = new Counters();
  private final ChannelEvents events;
  private final ChannelSlot slot;
  private final Connecting connecting;
  private final Reconnecting reconnecting;
  private final LastSilence lastSilence;
  private final @Nullable ParkedChannel parking;

  private volatile Duration serverInterval;
  private volatile @Nullable ChannelConnection connection;
  private @Nullable ChannelTransport<?> plan;
  private boolean everConnected;

  ChannelLife(
      ChannelSet channels, ControlChannelTrigger trigger, ControlChannelTriggerControl control) {
    this.channels = channels;
    this.trigger = trigger;
    this.serverInterval = control.serverKeepAliveInterval();
    this.events = new ChannelEvents(channels);
    this.slot = new ChannelSlot(channels.slots(), control.resourceType());
    this.connecting = new Connecting(channels, this);
    this.reconnecting = new Reconnecting(channels, control, this::connectIfWaiting);
    this.lastSilence = new LastSilence(channels, this);
    this.parking = ParkedChannel.of(channels, trigger.id(), this).orElse(null);
  }

  // What it consists of.

  String id() {
    return trigger.id();
  }

  /** What it has told and tells. */
  ChannelEvents told() {
    return events;
  }

  ChannelSlot slot() {
    return slot;
  }

  Reconnecting reconnecting() {
    return reconnecting;
  }

  Optional<ParkedChannel> parking() {
    return Optional.ofNullable(parking);
  }

  Optional<Connecting.Attempt> attempt() {
    return Optional.ofNullable(connecting.current());
  }

  /** For any thread. */
  Optional<ChannelConnection> connection() {
    return Optional.ofNullable(connection);
  }

  boolean isOn(ChannelConnection one) {
    return connection == one;
  }

  boolean wasConnected() {
    return everConnected;
  }

  /** For any thread. */
  Optional<KeepAliveCycle> cycle() {
    return connection().map(ChannelConnection::cycle);
  }

  // Connecting.

  /** Begins to connect, for somebody who waits for it. */
  Connecting.Attempt connect(ChannelTransport<?> transport, MonoSink<Object> caller) {
    plan = transport;
    reconnecting.begin(transport.reconnectsItself());
    return connect(transport, Optional.of(caller));
  }

  private Connecting.Attempt connect(
      ChannelTransport<?> transport, Optional<MonoSink<Object>> caller) {
    Connecting.Attempt begun = connecting.next(caller.orElse(null), null, false);
    publish(Phase.CONNECTING, null, Duration.ZERO, events.state().cause());
    connecting.run(begun, transport.connect());
    return begun;
  }

  /** Begins to take over what an earlier process has parked. */
  Connecting.Attempt takeOver(
      ChannelTransport<?> transport, ParkedChannel place, MonoSink<Object> caller) {
    plan = transport;
    reconnecting.begin(transport.reconnectsItself());
    // Nobody knows since when it is silent, so the first keep-alive is due at once.
    KeepAliveCycle.Pause now =
        new KeepAliveCycle.Pause(channels.timing().nanos(), Duration.ZERO, false);
    Connecting.Attempt begun = connecting.next(caller, now, false);
    events.publish(ControlChannelState.of(Phase.CONNECTING));
    connecting.run(begun, place.takeOver().map(transport::adopt));
    return begun;
  }

  void abandon(Connecting.Attempt begun) {
    if (connecting.abandon(begun)) {
      events.publish(ControlChannelState.of(Phase.IDLE));
    }
  }

  @Override
  public void connected(Connecting.Attempt by, LiveTransport live, @Nullable NetworkState network) {
    everConnected = true;
    if (by.pause() == null) {
      counters.connection();
    }
    ChannelConnection fresh = new ChannelConnection(channels, this, live, network);
    fresh.resumesAfter(by.pause(), by.isVisiting());
    if (!live.cameAtOnce()) {
      lastSilence.provesNothing();
    }
    lastSilence.isToBlame(fresh.network());
    connection = fresh;
    if (slot.isAllocated()) {
      try {
        keepAlive(fresh);
      } catch (RuntimeException cannotBePrepared) {
        lost(fresh, cannotBePrepared);
        return;
      }
    }
    fresh.watch();
    publish(Phase.OPEN, live.transport(), Duration.ZERO, Optional.empty());
    by.caller().ifPresent(caller -> caller.success(live.transport()));
    parking().ifPresent(ParkedChannel::unparked);
    fresh.begin();
  }

  /** Begins the keep-alives of a connection; fails if it cannot be prepared for them. */
  void keepAlive(ChannelConnection current) {
    current.keepAlive(
        new KeepAliveCycle(
            channels, trigger, current.live(), current.learner(), serverInterval, this),
        channels.isQuiet());
  }

  @Override
  public void failed(Connecting.Attempt by, @Nullable Throwable failure) {
    lastSilence.provesNothing();
    Optional<MonoSink<Object>> caller = by.caller();
    if (caller.isEmpty()) {
      waitOrRest(reconnecting.afterFailure(failure), failure);
      return;
    }
    waitOrRest(Optional.empty(), failure);
    if (failure == null) {
      caller.get().success();
    } else {
      caller.get().error(failure);
    }
  }

  private void waitOrRest(Optional<Duration> delay, @Nullable Throwable cause) {
    if (delay.isEmpty()) {
      lastSilence.provesNothing();
    }
    publish(
        delay.isPresent() ? Phase.WAITING : Phase.IDLE,
        null,
        delay.orElse(Duration.ZERO),
        Optional.ofNullable(cause));
  }

  private void connectIfWaiting() {
    ChannelTransport<?> how = plan;
    boolean waits = events.isIn(Phase.WAITING) && connecting.current() == null;
    if (how != null && waits && !channels.isQuiet()) {
      connect(how, Optional.empty());
    }
  }

  // What a connection tells.

  @Override
  public void lost(ChannelConnection gone, Throwable cause) {
    if (connection != gone) {
      return;
    }
    counters.lostConnection();
    connection = null;
    lastSilence.of(gone, gone.leave());
    Connecting.release(gone.live().abandon());
    waitOrRest(reconnecting.afterLoss(), cause);
  }

  @Override
  public void arrived(ChannelConnection on, boolean something) {
    if (connection != on) {
      return;
    }
    if (!something) {
      lost(on, ChannelFailures.ended());
    } else if (slot.isAllocated()) { // Else told once the channel is set up.
      on.pushed();
      counters.pushNotification();
      events.tell(new PushNotification(trigger, on.live().transport()));
    }
  }

  @Override
  public void due(KeepAliveDue due) {
    counters.keepAliveSent();
    events.tell(due);
  }

  @Override
  public void answered() {
    counters.keepAliveAnswered();
    reconnecting.succeeded();
  }

  @Override
  public void settled() {
    ChannelConnection current = connection;
    if (current == null || !current.isVisiting()) {
      return;
    }
    current.stays();
    if (!current.isPushed() && !current.live().isKeptAliveByApplication()) {
      trigger
          .park()
          .subscribe(none -> {}, failure -> LOG.warn("{} is not parked again", trigger, failure));
    }
  }

  @Override
  public void unanswered(Throwable cause) {
    connection().ifPresent(current -> lost(current, cause));
  }

  // What a parking place tells.

  void noticed(ParkingNotice notice) {
    parking().ifPresent(place -> place.noticed(notice));
  }

  @Override
  public KeepAliveCycle.Pause letGo(ChannelConnection parting) {
    KeepAliveCycle.Pause stands = parting.pause(currentInterval());
    leaveUnlearned(parting);
    return stands;
  }

  @Override
  public void parked(Object transport) {
    if (!events.isIn(Phase.CLOSED)) {
      reconnecting.succeeded();
      publish(Phase.PARKED, transport, Duration.ZERO, Optional.empty());
    }
  }

  @Override
  public void isBack(Object transport, KeepAliveCycle.@Nullable Pause pause, boolean visiting) {
    if (events.isIn(Phase.CLOSED)) {
      release(transport);
      return;
    }
    ChannelTransport<?> how = plan;
    if (how != null) {
      connecting.opened(connecting.next(null, pause, visiting), how.adopt(transport));
    }
  }

  @Override
  public void release(Object transport) {
    ChannelTransport<?> how = plan;
    if (how != null) {
      Connecting.release(how.adopt(transport).abandon());
    }
  }

  @Override
  public void isNotBack(ResetCause cause) {
    if (!events.isIn(Phase.CLOSED)) {
      resetFor(cause);
    }
    parking().ifPresent(ParkedChannel::unparked);
  }

  // How a connection ends.

  /** Gives up a connection that looks well, and makes another one. */
  void giveUp(ChannelConnection current, ResetCause cause) {
    leaveUnlearned(current);
    Connecting.release(current.live().abandon());
    resetFor(cause);
  }

  private void resetFor(ResetCause cause) {
    counters.reset();
    events.tell(trigger.resetOf(cause.reason(), slot.allocated(), cause.detail()));
    reconnecting.succeeded();
    waitOrRest(reconnecting.afterLoss(), null);
  }

  /** Ends it for good. Returns the connection that is to be closed, if there is one. */
  Optional<ChannelConnection> end() {
    reconnecting.stop();
    attempt()
        .filter(connecting::abandon)
        .flatMap(Connecting.Attempt::caller)
        .ifPresent(caller -> caller.error(ChannelFailures.closed(ChannelFailures.USE, id())));
    Optional<ChannelConnection> last = connection();
    last.ifPresent(this::leaveUnlearned);
    lastSilence.forget();
    return last;
  }

  private void leaveUnlearned(ChannelConnection gone) {
    connection = null;
    lastSilence.of(gone, gone.leave());
    lastSilence.provesNothing();
  }

  private void publish(
      Phase phase, @Nullable Object transport, Duration delay, Optional<Throwable> cause) {
    events.publish(
        new ControlChannelState(
            phase, reconnecting.failures(), Optional.ofNullable(transport), delay, cause));
  }

  // What is true; for any thread.

  Flux<ControlChannelTriggerEventDetails> events() {
    return events.events(this::waitingPush);
  }

  private List<ControlChannelTriggerEventDetails> waitingPush() {
    return connection()
        .filter(ChannelConnection::isPushed)
        .<List<ControlChannelTriggerEventDetails>>map(
            open -> List.of(new PushNotification(trigger, open.live().transport())))
        .orElse(List.of());
  }

  Duration serverInterval() {
    return serverInterval;
  }

  void serverInterval(Duration interval) {
    serverInterval = interval;
  }

  Duration currentInterval() {
    Optional<KeepAliveCycle> running = cycle();
    if (running.isPresent()) {
      return running.get().interval();
    }
    Duration network =
        connection()
            .map(open -> open.learner().interval())
            .orElse(channels.control().networkInterval().initial());
    return network.compareTo(serverInterval) < 0 ? network : serverInterval;
  }

  ControlChannelTriggerInformation information() {
    Optional<ChannelConnection> current = connection();
    return new ControlChannelTriggerInformation(
        id(),
        events.state(),
        slot.status(),
        serverInterval,
        current.map(open -> open.learner().snapshot()),
        currentInterval(),
        current.map(ChannelConnection::network),
        cycle().flatMap(KeepAliveCycle::untilNext),
        counters.keepAlivesSent(),
        counters.keepAlivesAnswered(),
        counters.pushNotifications(),
        counters.lostConnections(),
        counters.resets(),
        counters.connections());
  }
}
