package io.reactivesockets.triggers.control;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A long-lived connection that is kept alive for the least cost and connected again when it was
 * lost: a control channel.
 *
 * <p>In this order: make one, subscribe to its events, {@link #usingTransport} with a way to
 * connect, {@link #waitForPushEnabled()}. From then on it sends keep-alives as rarely as network
 * and server allow, which it learns, and tells when something has arrived that nobody has taken.
 * Who takes it ends with {@link #flushTransport()}, and the channel tells again.
 *
 * <p>Methods may be called from any thread. Signals come on the thread of its {@link
 * ControlChannels}, on which nothing may block.
 */
public final class ControlChannelTrigger {

  /** The most characters an id may have. */
  public static final int MAX_ID_LENGTH = 64;

  private static final int LEAST_MINUTES = 15;
  private static final int MOST_MINUTES = 1439;

  private final ChannelSet channels;
  private final String id;
  private final ControlChannelTriggerControl control;
  private final ChannelLife life;
  private final ChannelCalls calls;
  private final ChannelResets resets;

  ControlChannelTrigger(ChannelSet channels, String id, ControlChannelTriggerControl control) {
    this.channels = channels;
    this.id = id;
    this.control = control;
    this.life = new ChannelLife(channels, this, control);
    this.calls = new ChannelCalls(channels, this, life);
    this.resets = new ChannelResets(channels, life);
  }

  /**
   * Makes a channel of {@link ControlChannels#shared()} that asks for a software slot.
   *
   * @param id a name of 1 to {@value #MAX_ID_LENGTH} characters that no other open channel has
   * @param serverKeepAliveMinutes how long the server lets a connection be silent, less a little;
   *     15 to 1439, see {@link ControlChannels#open(String, Duration)} for others
   * @return a channel without transport
   * @throws IllegalArgumentException if the id or the interval is none
   * @throws io.reactivesockets.error.SocketOperationException with {@code IN_USE} if the id is
   *     taken
   */
  public static ControlChannelTrigger create(String id, int serverKeepAliveMinutes) {
    return create(
        id, serverKeepAliveMinutes, ControlChannelTriggerResourceType.REQUEST_SOFTWARE_SLOT);
  }

  /**
   * Makes a channel of {@link ControlChannels#shared()}.
   *
   * @param id a name of 1 to {@value #MAX_ID_LENGTH} characters that no other open channel has
   * @param serverKeepAliveMinutes how long the server lets a connection be silent, less a little;
   *     15 to 1439
   * @param resourceType which kind of slot it asks for
   * @return a channel without transport
   * @throws IllegalArgumentException if the id or the interval is none
   * @throws io.reactivesockets.error.SocketOperationException with {@code IN_USE} if the id is
   *     taken
   */
  public static ControlChannelTrigger create(
      String id, int serverKeepAliveMinutes, ControlChannelTriggerResourceType resourceType) {
    if (serverKeepAliveMinutes < LEAST_MINUTES || serverKeepAliveMinutes > MOST_MINUTES) {
      throw new IllegalArgumentException(
          "serverKeepAliveMinutes: " + serverKeepAliveMinutes + " (expected: 15..1439)");
    }
    return ControlChannels.shared()
        .open(
            id,
            ControlChannelTriggerControl.builder()
                .serverKeepAliveInterval(Duration.ofMinutes(serverKeepAliveMinutes))
                .resourceType(resourceType)
                .build());
  }

  /**
   * Returns the id.
   *
   * @return the name it was made with
   */
  public String id() {
    return id;
  }

  /**
   * Connects the transport of this channel. From then on it is the channel's: it closes it when it
   * is lost and when the channel is closed, and connects another one in its place.
   *
   * @param transport how to connect it
   * @param <T> what it is
   * @return cold; emits the first one when it is connected; fails as connecting does, after which
   *     another can be used, with {@code IN_USE} if the channel has one or connects one again, with
   *     {@code ALREADY_CLOSED} if it is closed
   */
  public <T> Mono<T> usingTransport(ChannelTransport<T> transport) {
    return this.<Object>onLife(ChannelFailures.USE, sink -> calls.use(transport, sink))
        .map(transport::cast);
  }

  /**
   * Completes the set-up of a connected channel: takes a slot, parks the connection, and begins to
   * keep it alive.
   *
   * @return cold; emits what became of it, which has to be {@link
   *     ControlChannelTriggerStatus#isAllocated()}; the same again once it is set up; fails with
   *     {@code NOT_CONNECTED} before {@link #usingTransport} has emitted a transport, with {@code
   *     ALREADY_CLOSED} if the channel is closed
   */
  public Mono<ControlChannelTriggerStatus> waitForPushEnabled() {
    return onLife(ChannelFailures.ENABLE, calls::enable);
  }

  /**
   * Ends the handling of a push notification: completes when all that was sent before has been
   * taken by the kernel, and parks the connection again.
   *
   * @return cold; fails with {@code NOT_CONNECTED} if the channel is not set up or has no
   *     connection now, and as sends on the transport do
   */
  public Mono<Void> flushTransport() {
    return onLife(ChannelFailures.FLUSH, calls::flush);
  }

  /**
   * Says that the interval in use is too long, as connections get lost: half of it is used from now
   * on, by all channels of the same network and peer, and longer ones are tried with care later.
   *
   * @return cold; completes when it is in use; fails with {@code NOT_CONNECTED} before the channel
   *     is set up
   */
  public Mono<Void> decreaseNetworkKeepAliveInterval() {
    return onLife(ChannelFailures.DECREASE, calls::decrease);
  }

  /**
   * Returns the interval in use.
   *
   * @return the shorter of what the server allows and what the network is known to
   */
  public Duration currentKeepAliveInterval() {
    return life.currentInterval();
  }

  /**
   * Returns how long the server lets a connection be silent.
   *
   * @return the interval asked for last
   */
  public Duration serverKeepAliveInterval() {
    return life.serverInterval();
  }

  /**
   * Sets how long the server lets a connection be silent.
   *
   * @param interval 50 milliseconds to 10 days
   * @throws IllegalArgumentException if it is not
   */
  public void serverKeepAliveInterval(Duration interval) {
    Duration checked =
        control.toBuilder().serverKeepAliveInterval(interval).build().serverKeepAliveInterval();
    life.serverInterval(checked);
    calls.serverInterval(checked);
  }

  /**
   * Tells whether the channel goes on while this process is down.
   *
   * @return whether it has a hardware slot
   */
  public boolean isWakeFromLowPowerSupported() {
    return life.information().status().stream()
        .anyMatch(ControlChannelTriggerStatus.HARDWARE_SLOT_ALLOCATED::equals);
  }

  /**
   * Returns the transport in use.
   *
   * @return the transport, empty while there is none connected
   */
  public Optional<Object> transport() {
    return life.connection().map(open -> open.live().transport());
  }

  /**
   * Returns the transport in use as what it is.
   *
   * @param type such as {@code StreamSocket.class}
   * @param <T> that type
   * @return the transport, empty while there is none of that type connected
   */
  public <T> Optional<T> transport(Class<T> type) {
    return transport().filter(type::isInstance).map(type::cast);
  }

  /**
   * Emits when a keep-alive is due, just before it is sent.
   *
   * @return hot; see {@link #events()}
   */
  public Flux<KeepAliveDue> keepAlives() {
    return events().ofType(KeepAliveDue.class);
  }

  /**
   * Emits when something has arrived on the parked channel; begins with the notification that has
   * not been dealt with, if there is one.
   *
   * @return hot; see {@link #events()}
   */
  public Flux<PushNotification> pushNotifications() {
    return events().ofType(PushNotification.class);
  }

  /**
   * Emits when the connection was given up for a reason outside of it.
   *
   * @return hot; see {@link #events()}
   */
  public Flux<ControlChannelTriggerResetEventDetails> resets() {
    return events().ofType(ControlChannelTriggerResetEventDetails.class);
  }

  /**
   * Emits all that happens.
   *
   * @return hot, any number of subscribers; who falls behind by more than 256 events misses the
   *     oldest; completes when the channel is closed; never fails
   */
  public Flux<ControlChannelTriggerEventDetails> events() {
    return life.events();
  }

  /**
   * Tells where the channel stands.
   *
   * @return hot; begins with the state of now; completes behind {@link
   *     ControlChannelState.Phase#CLOSED}; never fails
   */
  public Flux<ControlChannelState> states() {
    return life.told().states();
  }

  /**
   * Hands the connection over to the {@link ParkingPlace}, which keeps it alive from then on. This
   * process may end, or go on and {@link #unpark()} it.
   *
   * @return cold; completes when the place has it; fails with {@code OPERATION_NOT_SUPPORTED}
   *     without a hardware slot, with {@code NOT_CONNECTED} without a connection, and as the place
   *     does, in which case the connection is still here
   */
  public Mono<Void> park() {
    return onLife(ChannelFailures.PARK, calls::park);
  }

  /**
   * Takes the connection back from the {@link ParkingPlace}. If the place has it no more, the
   * channel is reset with {@link ControlChannelTriggerResetReason#APPLICATION_RESTART} and connects
   * again.
   *
   * @return cold; completes when the channel has it, or connects again; fails with {@code
   *     NOT_CONNECTED} if it was not parked
   */
  public Mono<Void> unpark() {
    return onLife(ChannelFailures.PARK, calls::unpark);
  }

  /**
   * Takes a connection over that an earlier process of this application had parked under the same
   * id, instead of {@link #usingTransport}.
   *
   * @param transport how to connect another one when it is lost
   * @param <T> what it is
   * @return cold; emits it; empty if the place has none of this id; fails with {@code
   *     OPERATION_NOT_SUPPORTED} if there is no place, else as {@link #usingTransport} does
   */
  public <T> Mono<T> usingParkedTransport(ChannelTransport<T> transport) {
    return this.<Object>onLife(ChannelFailures.USE, sink -> calls.useParked(transport, sink))
        .map(transport::cast);
  }

  /**
   * Returns what is true now.
   *
   * @return a new snapshot
   */
  public ControlChannelTriggerInformation information() {
    return life.information();
  }

  /**
   * Returns what was asked of this channel.
   *
   * @return the control it was made with
   */
  public ControlChannelTriggerControl control() {
    return control;
  }

  /**
   * Closes the channel and its transport, ends what is under way, and gives back its id and slot.
   *
   * @return cold; completes when the transport is closed, at once if it already is; fails as
   *     closing the transport does
   */
  public Mono<Void> close() {
    return Mono.<Void>create(
        sink -> {
          if (!channels.timing().execute(() -> calls.close(sink))) {
            sink.success();
          }
        });
  }

  private <R> Mono<R> onLife(String operation, Consumer<MonoSink<R>> work) {
    return Mono.create(
        sink -> {
          if (!channels.timing().execute(() -> work.accept(sink))) {
            sink.error(ChannelFailures.closed(operation, id));
          }
        });
  }

  ChannelLife life() {
    return life;
  }

  ChannelResets surroundings() {
    return resets;
  }

  ControlChannelTriggerEventDetails resetOf(
      ControlChannelTriggerResetReason reason,
      Optional<ControlChannelTriggerStatus> slot,
      String detail) {
    return new ControlChannelTriggerResetEventDetails(
        this,
        reason,
        slot.filter(ControlChannelTriggerStatus.SOFTWARE_SLOT_ALLOCATED::equals).isPresent(),
        slot.filter(ControlChannelTriggerStatus.HARDWARE_SLOT_ALLOCATED::equals).isPresent(),
        detail);
  }

  @Override
  public String toString() {
    return "ControlChannelTrigger[" + id + ", " + information().state().phase() + "]";
  }
}
