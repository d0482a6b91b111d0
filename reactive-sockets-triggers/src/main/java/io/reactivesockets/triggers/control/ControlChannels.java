package io.reactivesockets.triggers.control;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A set of control channels that share one timer, one memory of what networks need, and a budget of
 * slots.
 *
 * <p>The timers of all channels meet in windows of {@link ControlChannelsControl#window()}, so that
 * ten thousand of them wake the process as often as one. At each window's beginning it also looks
 * whether the machine slept or its network changed; where the system tells of changes, soon after.
 * Signals come on a thread of Reactor's parallel scheduler, on which nothing may block.
 */
public final class ControlChannels {

  private final ChannelSet set;

  /** The channels of this process for those who make none of their own. */
  private static final class Shared {
    static final ControlChannels INSTANCE = create();
  }

  private ControlChannels(ChannelSet set) {
    this.set = set;
  }

  /**
   * Returns the channels of this process, with the default control; they are never to be closed.
   *
   * @return the same at each call
   */
  public static ControlChannels shared() {
    return Shared.INSTANCE;
  }

  /**
   * Makes a set of channels with the default control.
   *
   * @return a set without channels
   */
  public static ControlChannels create() {
    return create(ControlChannelsControl.defaults());
  }

  /**
   * Makes a set of channels.
   *
   * @param control what is asked of it
   * @return a set without channels, to be closed by {@link #close()}
   */
  public static ControlChannels create(ControlChannelsControl control) {
    long phase = ThreadLocalRandom.current().nextLong(control.window().toNanos());
    return new ControlChannels(
        new ChannelSet(
            control,
            Schedulers.parallel(),
            InstantSource.system(),
            Surroundings.ofThisMachine(control),
            Duration.ofNanos(phase)));
  }

  /** Makes a set on a clock and in a machine of a test. */
  static ControlChannels create(
      ControlChannelsControl control,
      Scheduler threads,
      InstantSource date,
      Surroundings surroundings) {
    return new ControlChannels(new ChannelSet(control, threads, date, surroundings, Duration.ZERO));
  }

  /**
   * Makes a channel with the default control.
   *
   * @param id a name of 1 to {@value ControlChannelTrigger#MAX_ID_LENGTH} characters that no other
   *     open channel of this set has
   * @param serverKeepAliveInterval see {@link
   *     ControlChannelTriggerControl#serverKeepAliveInterval()}
   * @return a channel without transport
   * @throws IllegalArgumentException if the id or the interval is none
   * @throws io.reactivesockets.error.SocketOperationException with {@code IN_USE} if the id is
   *     taken
   */
  public ControlChannelTrigger open(String id, Duration serverKeepAliveInterval) {
    return open(
        id,
        ControlChannelTriggerControl.builder()
            .serverKeepAliveInterval(serverKeepAliveInterval)
            .build());
  }

  /**
   * Makes a channel.
   *
   * @param id a name of 1 to {@value ControlChannelTrigger#MAX_ID_LENGTH} characters that no other
   *     open channel of this set has
   * @param channelControl what is asked of it
   * @return a channel without transport
   * @throws IllegalArgumentException if the id is none
   * @throws io.reactivesockets.error.SocketOperationException with {@code IN_USE} if the id is
   *     taken, with {@code ALREADY_CLOSED} if the set is closed
   */
  public ControlChannelTrigger open(String id, ControlChannelTriggerControl channelControl) {
    if (id.isEmpty() || id.length() > ControlChannelTrigger.MAX_ID_LENGTH) {
      throw new IllegalArgumentException(
          "id: "
              + id.length()
              + " characters (expected: 1.."
              + ControlChannelTrigger.MAX_ID_LENGTH
              + ")");
    }
    Objects.requireNonNull(channelControl, "channelControl");
    return set.open(id, channelControl);
  }

  /**
   * Returns a channel.
   *
   * @param id of the channel
   * @return the channel, empty if none of that id is open
   */
  public Optional<ControlChannelTrigger> channel(String id) {
    return set.channel(id);
  }

  /**
   * Emits the events of all channels.
   *
   * @return hot; who falls behind by more than 256 misses the oldest; completes when the set is
   *     closed
   */
  public Flux<ControlChannelTriggerEventDetails> events() {
    return set.events();
  }

  /**
   * Emits the resets of all channels.
   *
   * @return hot; see {@link #events()}
   */
  public Flux<ControlChannelTriggerResetEventDetails> resets() {
    return events().ofType(ControlChannelTriggerResetEventDetails.class);
  }

  /**
   * Resets channels for a reason that the application knows of, such as a credential that changed
   * or a broker that was started anew.
   *
   * @param reason why
   * @param which those to reset
   * @param detail what happened, in a few words
   */
  public void reset(
      ControlChannelTriggerResetReason reason,
      Predicate<? super ControlChannelTrigger> which,
      String detail) {
    Objects.requireNonNull(reason, "reason");
    set.reset(new ResetCause(reason, detail), which);
  }

  /**
   * Resets channels whenever a credential that they use changes, with {@link
   * ControlChannelTriggerResetReason#CREDENTIAL_CHANGED}, at once.
   *
   * @param credential emits the one in use, then each that follows it; equal ones are no change.
   *     Its end, or its error, which is logged, ends the watch and leaves the channels alone
   * @param which those that use it
   * @return ends the watch; closing this set does so as well
   */
  public Disposable watchCredential(
      Publisher<?> credential, Predicate<? super ControlChannelTrigger> which) {
    CredentialWatch made = set.watchCredential(which, Mono.empty());
    made.hear(Flux.from(credential));
    return made;
  }

  /**
   * Resets channels when a credential that they use has changed, with {@link
   * ControlChannelTriggerResetReason#CREDENTIAL_CHANGED}: it is asked for now and when a window
   * begins. {@link io.reactivesockets.tls.CredentialSource#current()} is one to give here.
   *
   * @param credential returns the one in use; asked where it may block; equal ones are no change.
   *     What it throws is logged, and leaves the channels alone
   * @param which those that use it
   * @return ends the watch; closing this set does so as well
   */
  public Disposable pollCredential(
      Supplier<?> credential, Predicate<? super ControlChannelTrigger> which) {
    Objects.requireNonNull(credential, "credential");
    CredentialWatch made = set.watchCredential(which, Mono.fromSupplier(credential));
    made.look();
    return made;
  }

  /**
   * Begins or ends a quiet time: no keep-alive is sent and no channel connects again in it. Its end
   * resets the channels, with {@link ControlChannelTriggerResetReason#QUIET_HOURS_EXIT}.
   *
   * @param on whether it is quiet from now on
   */
  public void quiet(boolean on) {
    set.quiet(on);
  }

  /**
   * Returns what is true now.
   *
   * @return a new snapshot
   */
  public ControlChannelsInformation information() {
    return set.information();
  }

  /**
   * Returns what was asked of this set.
   *
   * @return the control it was made with
   */
  public ControlChannelsControl control() {
    return set.control();
  }

  /**
   * Closes all channels with their transports, and saves what was learned.
   *
   * @return cold; completes when all are closed, at once if they already are; never fails
   */
  public Mono<Void> close() {
    return set.close();
  }

  @Override
  public String toString() {
    return "ControlChannels[" + set.size() + (set.isClosed() ? ", closed]" : "]");
  }
}
