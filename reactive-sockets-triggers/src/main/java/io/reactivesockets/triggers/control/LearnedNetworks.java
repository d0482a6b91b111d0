package io.reactivesockets.triggers.control;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What is learned of each network and peer, by all channels that have both, and its memory.
 * Confined to the thread of the channels, but for the count and saving.
 */
final class LearnedNetworks {

  private static final Logger LOG = LoggerFactory.getLogger(LearnedNetworks.class);

  private final NetworkIntervalControl control;
  private final KeepAliveMemory memory;
  private final InstantSource date;
  private final Map<String, SharedLearner> learners = new HashMap<>();
  private final AtomicBoolean saving = new AtomicBoolean();
  private volatile int count;
  private volatile boolean unsaved;

  /** A learner and the channels that use it. */
  private record SharedLearner(IntervalLearner learner, List<ChannelLife> users) {}

  LearnedNetworks(ControlChannelsControl control, InstantSource date) {
    this.control = control.networkInterval();
    this.memory = control.memory().orElseGet(KeepAliveMemory::inMemory);
    this.date = date;
  }

  /** Returns the learner of a network and peer; the channel has to give it back. */
  IntervalLearner learner(String network, ChannelLife user) {
    SharedLearner shared =
        learners.computeIfAbsent(
            network, name -> new SharedLearner(newLearner(name), new ArrayList<>(1)));
    count = learners.size();
    shared.users.add(user);
    return shared.learner;
  }

  private IntervalLearner newLearner(String network) {
    return new IntervalLearner(
        control,
        memory.recall(network),
        date,
        snapshot -> {
          memory.remember(network, snapshot);
          unsaved = true;
        });
  }

  void giveBack(String network, ChannelLife user) {
    SharedLearner shared = learners.get(network);
    if (shared != null && shared.users.remove(user) && shared.users.isEmpty()) {
      learners.remove(network);
      count = learners.size();
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

  /** How many pairs of network and peer there are; for any thread. */
  int count() {
    return count;
  }

  void saveWhatIsNew() {
    if (unsaved) {
      unsaved = false;
      save().subscribe();
    }
  }

  /** Never twice at a time, and never fails; for any thread. */
  Mono<Void> save() {
    return Mono.defer(
        () -> {
          if (!saving.compareAndSet(false, true)) {
            unsaved = true;
            return Mono.empty();
          }
          return memory
              .save()
              .doOnError(failure -> LOG.warn("cannot save the learned intervals", failure))
              .onErrorComplete()
              .doFinally(end -> saving.set(false));
        });
  }
}
