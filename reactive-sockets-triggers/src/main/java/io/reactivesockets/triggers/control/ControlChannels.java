package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.network.NetworkPath;
import io.reactivesockets.triggers.control.network.NetworkState;
import io.reactivesockets.triggers.control.timing.KeepAliveScheduler;
import io.reactivesockets.triggers.control.timing.Timing;
import io.reactivesockets.triggers.control.timing.Turnstile;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  private static final Logger LOG = LoggerFactory.getLogger(ControlChannels.class);

  private final ControlChannelsControl control;
  private final Timing timing;
  private final KeepAliveScheduler scheduler;
  private final Turnstile reconnects;
  private final KeepAliveBudget budget;
  private final KeepAliveMemory memory;
  private final InstantSource date;
  private final Surroundings surroundings;
  private final Slots slots;
  private final Map<String, ControlChannelTrigger> channels = new ConcurrentHashMap<>();
  private final Map<String, SharedLearner> learners = new HashMap<>();
  private final EventTap<ControlChannelTriggerEventDetails> events = new EventTap<>();
  private final AtomicLong keepAlivesSent = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();

  private volatile int networks;
  private volatile boolean quiet;
  private volatile boolean learned;
  private final AtomicBoolean saving = new AtomicBoolean();
  private final SurroundingsWatch watch;
  private final Set<CredentialWatch> credentials = ConcurrentHashMap.newKeySet();
  private @Nullable NetworkState lastNetwork;
  private @Nullable Disposable listening;

  /** A learner and the channels that use it. */
  private record SharedLearner(IntervalLearner learner, List<ChannelLife> users) {}

  /** The channels of this process for those who make none of their own. */
  private static final class Shared {
    static final ControlChannels INSTANCE = create();
  }

  private ControlChannels(
      ControlChannelsControl control,
      Scheduler threads,
      InstantSource date,
      Surroundings surroundings,
      Duration phase) {
    this.control = control;
    this.timing = new Timing(threads, surroundings::nanos);
    this.scheduler = new KeepAliveScheduler(timing, control.window(), phase, this::wokenTooLate);
    this.reconnects = new Turnstile(timing, control.reconnectsPerSecond());
    this.budget = new KeepAliveBudget(control.keepAlivesAtOnce());
    this.memory = control.memory().orElseGet(KeepAliveMemory::inMemory);
    this.date = date;
    this.surroundings = surroundings;
    this.slots = new Slots(control);
    this.watch = new SurroundingsWatch(surroundings, timing, scheduler, new Watcher());
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
        control,
        Schedulers.parallel(),
        InstantSource.system(),
        Surroundings.ofThisMachine(control),
        Duration.ofNanos(phase));
  }

  /** Makes a set on a clock and in a machine of a test. */
  static ControlChannels create(
      ControlChannelsControl control,
      Scheduler threads,
      InstantSource date,
      Surroundings surroundings) {
    return new ControlChannels(control, threads, date, surroundings, Duration.ZERO);
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
    ControlChannelTrigger trigger = new ControlChannelTrigger(this, id, channelControl);
    if (closed.get()) {
      throw ChannelFailures.closed("open", id);
    }
    if (channels.putIfAbsent(id, trigger) != null) {
      throw ChannelFailures.idTaken(id);
    }
    return trigger;
  }

  /**
   * Returns a channel.
   *
   * @param id of the channel
   * @return the channel, empty if none of that id is open
   */
  public Optional<ControlChannelTrigger> channel(String id) {
    return Optional.ofNullable(channels.get(id));
  }

  /**
   * Emits the events of all channels.
   *
   * @return hot; who falls behind by more than 256 misses the oldest; completes when the set is
   *     closed
   */
  public Flux<ControlChannelTriggerEventDetails> events() {
    return events.events(timing, List::of);
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
    List<ControlChannelTrigger> all = channels.values().stream().filter(which).toList();
    ResetCause cause = new ResetCause(reason, detail);
    timing.execute(() -> all.forEach(trigger -> trigger.surroundings().reset(cause)));
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
    CredentialWatch made = newWatch(which, Mono.empty());
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
    CredentialWatch made = newWatch(which, Mono.fromSupplier(credential));
    made.look();
    return made;
  }

  private CredentialWatch newWatch(Predicate<? super ControlChannelTrigger> which, Mono<?> look) {
    CredentialWatch made = new CredentialWatch(this, which, look, credentials::remove);
    credentials.add(made);
    return made;
  }

  /**
   * Begins or ends a quiet time: no keep-alive is sent and no channel connects again in it. Its end
   * resets the channels, with {@link ControlChannelTriggerResetReason#QUIET_HOURS_EXIT}.
   *
   * @param on whether it is quiet from now on
   */
  public void quiet(boolean on) {
    timing.execute(
        () -> {
          if (quiet == on) {
            return;
          }
          quiet = on;
          all().forEach(on ? ChannelResets::rest : ChannelResets::wakeUp);
        });
  }

  /**
   * Returns what is true now.
   *
   * @return a new snapshot
   */
  public ControlChannelsInformation information() {
    return new ControlChannelsInformation(
        channels.size(),
        slots.software(),
        slots.hardware(),
        scheduler.size(),
        scheduler.wakeUps(),
        keepAlivesSent.get(),
        budget.underWay(),
        budget.waiting(),
        networks);
  }

  /**
   * Returns what was asked of this set.
   *
   * @return the control it was made with
   */
  public ControlChannelsControl control() {
    return control;
  }

  /**
   * Closes all channels with their transports, and saves what was learned.
   *
   * @return cold; completes when all are closed, at once if they already are; never fails
   */
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          closed.set(true);
          return Flux.fromIterable(new ArrayList<>(channels.values()))
              .flatMap(trigger -> trigger.close().onErrorComplete())
              .then(Mono.defer(this::save))
              .then(Mono.<Void>create(sink -> end(sink::success)));
        });
  }

  private void end(Runnable done) {
    boolean runs =
        timing.execute(
            () -> {
              events.end();
              Disposable heard = listening;
              if (heard != null) {
                heard.dispose();
              }
              watch.close();
              credentials.forEach(CredentialWatch::dispose);
              scheduler.close();
              surroundings.close();
              timing.close();
              done.run();
            });
    if (!runs) {
      done.run();
    }
  }

  // For the channels; on the thread of the timing but for what says otherwise.

  Timing timing() {
    return timing;
  }

  KeepAliveScheduler scheduler() {
    return scheduler;
  }

  Turnstile reconnects() {
    return reconnects;
  }

  KeepAliveBudget budget() {
    return budget;
  }

  Slots slots() {
    return slots;
  }

  boolean isQuiet() {
    return quiet;
  }

  boolean isClosed() {
    return closed.get();
  }

  void tell(ControlChannelTriggerEventDetails event) {
    if (event instanceof KeepAliveDue) {
      keepAlivesSent.incrementAndGet();
    }
    events.tell(event);
  }

  void forget(ControlChannelTrigger trigger) {
    channels.remove(trigger.id(), trigger);
  }

  private List<ChannelResets> all() {
    return channels.values().stream().map(ControlChannelTrigger::surroundings).toList();
  }

  /** Looks at the network a connection was made in; on any thread. */
  Mono<NetworkState> network() {
    return surroundings.network().map(this::same);
  }

  /** Ten thousand channels in one network keep one picture of it. */
  private synchronized NetworkState same(NetworkState now) {
    NetworkState last = lastNetwork;
    if (last != null && now.equals(last)) {
      return last;
    }
    lastNetwork = now;
    return now;
  }

  /** Where what the application gives may do what it likes. */
  Scheduler elsewhere() {
    return surroundings.elsewhere();
  }

  /** Returns the learner of a network and peer; the channel has to give it back. */
  IntervalLearner learner(String network, ChannelLife user) {
    SharedLearner shared =
        learners.computeIfAbsent(
            network, name -> new SharedLearner(newLearner(name), new ArrayList<>(1)));
    networks = learners.size();
    shared.users.add(user);
    return shared.learner;
  }

  private IntervalLearner newLearner(String network) {
    return new IntervalLearner(
        control.networkInterval(),
        memory.recall(network),
        date,
        snapshot -> {
          memory.remember(network, snapshot);
          learned = true;
        });
  }

  void giveBack(String network, ChannelLife user) {
    SharedLearner shared = learners.get(network);
    if (shared != null && shared.users.remove(user) && shared.users.isEmpty()) {
      learners.remove(network);
      networks = learners.size();
    }
  }

  /** The interval of a network became shorter: nobody may wait for the old one. */
  void shorten(String network) {
    SharedLearner shared = learners.get(network);
    if (shared != null) {
      new ArrayList<>(shared.users)
          .forEach(life -> life.cycle().ifPresent(KeepAliveCycle::planAnew));
    }
  }

  /** Begins to hear of what is parked, once something is. */
  void listen(ParkingPlace place) {
    if (listening == null) {
      listening =
          place
              .notices()
              .subscribe(
                  notice -> timing.execute(() -> noticed(notice)),
                  failure -> LOG.warn("{} tells no more of what is parked", place, failure));
    }
  }

  private void noticed(ParkingNotice notice) {
    channel(notice.id()).ifPresent(trigger -> trigger.life().noticed(notice));
  }

  /** Begins to look at the surroundings, once there is somebody to do it for. */
  void watch() {
    watch.begin();
  }

  private final class Watcher implements SurroundingsWatch.Owner {

    @Override
    public boolean windowBegan() {
      if (learned) {
        learned = false;
        save().subscribe();
      }
      credentials.forEach(CredentialWatch::look);
      return !channels.isEmpty();
    }

    @Override
    public void slept(Duration time) {
      all().forEach(each -> each.slept(time));
    }

    @Override
    public void networkIs(NetworkState now, boolean changed) {
      NetworkState one = same(now);
      all().forEach(each -> each.networkIs(one, changed));
    }
  }

  private void wokenTooLate(long nanos) {
    if (nanos > control.lateness().toNanos()) {
      all().forEach(each -> each.stopped(Duration.ofNanos(nanos)));
    }
  }

  /** Never twice at a time, and never fails. */
  private Mono<Void> save() {
    return Mono.defer(
        () -> {
          if (!saving.compareAndSet(false, true)) {
            learned = true;
            return Mono.empty();
          }
          return memory
              .save()
              .doOnError(failure -> LOG.warn("cannot save the learned intervals", failure))
              .onErrorComplete()
              .doFinally(end -> saving.set(false));
        });
  }

  /** Only for what {@link Surroundings} tells of a connection. */
  static Optional<NetworkPath> path(ChannelTransport.Live live) {
    return NetworkPath.of(live.local(), live.remote());
  }

  @Override
  public String toString() {
    return "ControlChannels[" + channels.size() + (isClosed() ? ", closed]" : "]");
  }
}
