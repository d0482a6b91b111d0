package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.network.NetworkState;
import io.reactivesockets.triggers.control.timing.KeepAliveScheduler;
import io.reactivesockets.triggers.control.timing.Timing;
import io.reactivesockets.triggers.control.timing.Turnstile;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What the channels of one set share: their thread and its timer, their budgets, what is learned,
 * and the machine around them. Confined to that thread, but for what says otherwise.
 */
final class ChannelSet {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelSet.class);

  private final ControlChannelsControl control;
  private final Timing timing;
  private final KeepAliveScheduler scheduler;
  private final Turnstile reconnects;
  private final KeepAliveBudget budget;
  private final Slots slots;
  private final LearnedNetworks networks;
  private final Surroundings surroundings;
  private final SurroundingsWatch watch;
  private final Map<String, ControlChannelTrigger> channels = new ConcurrentHashMap<>();
  private final Set<CredentialWatch> credentials = ConcurrentHashMap.newKeySet();
  private final EventTap<ControlChannelTriggerEventDetails> events = new EventTap<>();
  private final AtomicLong keepAlivesSent = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();

  private volatile boolean quiet;
  private @Nullable NetworkState lastNetwork;
  private @Nullable Disposable listening;

  ChannelSet(
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
    this.slots = new Slots(control);
    this.networks = new LearnedNetworks(control, date);
    this.surroundings = surroundings;
    this.watch = new SurroundingsWatch(surroundings, timing, scheduler, new Watcher());
  }

  // What is shared; for any thread.

  ControlChannelsControl control() {
    return control;
  }

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

  LearnedNetworks networks() {
    return networks;
  }

  boolean isQuiet() {
    return quiet;
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Where what the application gives may do what it likes. */
  Scheduler elsewhere() {
    return surroundings.elsewhere();
  }

  /** Looks at the network a connection was made in. */
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

  // Its members; for any thread.

  ControlChannelTrigger open(String id, ControlChannelTriggerControl channelControl) {
    ControlChannelTrigger trigger = new ControlChannelTrigger(this, id, channelControl);
    if (closed.get()) {
      throw ChannelFailures.closed("open", id);
    }
    if (channels.putIfAbsent(id, trigger) != null) {
      throw ChannelFailures.idTaken(id);
    }
    return trigger;
  }

  Optional<ControlChannelTrigger> channel(String id) {
    return Optional.ofNullable(channels.get(id));
  }

  int size() {
    return channels.size();
  }

  void forget(ControlChannelTrigger trigger) {
    channels.remove(trigger.id(), trigger);
  }

  private List<ChannelResets> all() {
    return channels.values().stream().map(ControlChannelTrigger::surroundings).toList();
  }

  /** Events of all members. */
  Flux<ControlChannelTriggerEventDetails> events() {
    return events.events(timing, List::of);
  }

  ControlChannelsInformation information() {
    return new ControlChannelsInformation(
        channels.size(),
        slots.software(),
        slots.hardware(),
        scheduler.size(),
        scheduler.wakeUps(),
        keepAlivesSent.get(),
        budget.underWay(),
        budget.waiting(),
        networks.count());
  }

  // What is done to all or some of them; for any thread.

  void reset(ResetCause cause, Predicate<? super ControlChannelTrigger> which) {
    List<ControlChannelTrigger> all = channels.values().stream().filter(which).toList();
    timing.execute(() -> all.forEach(trigger -> trigger.surroundings().reset(cause)));
  }

  void quiet(boolean on) {
    timing.execute(
        () -> {
          if (quiet == on) {
            return;
          }
          quiet = on;
          all().forEach(on ? ChannelResets::rest : ChannelResets::wakeUp);
        });
  }

  /** Begins to watch a credential; what is looked at is looked at when a window begins. */
  CredentialWatch watchCredential(Predicate<? super ControlChannelTrigger> which, Mono<?> look) {
    CredentialWatch made = new CredentialWatch(this, which, look, credentials::remove);
    credentials.add(made);
    return made;
  }

  Mono<Void> close() {
    return Mono.defer(
        () -> {
          closed.set(true);
          return Flux.fromIterable(new ArrayList<>(channels.values()))
              .flatMap(trigger -> trigger.close().onErrorComplete())
              .then(Mono.defer(networks::save))
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

  // On the thread of the channels.

  void tell(ControlChannelTriggerEventDetails event) {
    if (event instanceof KeepAliveDue) {
      keepAlivesSent.incrementAndGet();
    }
    events.tell(event);
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
      networks.saveWhatIsNew();
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
}
