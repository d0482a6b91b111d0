package io.reactivesockets.host.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.test.subscriber.TestSubscriber;

/** Subscribers who come and go at one source. */
class SharedTest {

  private static final int ROUNDS = 40_000;
  private static final int MOMENT_NANOS = 2_000;
  private static final long LIMIT_MILLIS = 60_000;

  private final Set<FluxSink<String>> sources = ConcurrentHashMap.newKeySet();
  private final Flux<String> shared =
      Shared.of(
          Flux.create(
              source -> {
                sources.add(source);
                source.onDispose(() -> sources.remove(source));
              }));

  private void tell(String signal) {
    sources.forEach(source -> source.next(signal));
  }

  @Test
  void all_who_listen_share_one_source_until_the_last_has_left() {
    TestSubscriber<String> one = TestSubscriber.create();
    TestSubscriber<String> other = TestSubscriber.create();
    shared.subscribe(one);
    shared.subscribe(other);

    assertThat(sources).hasSize(1);
    tell("both");
    one.cancel();
    tell("other");
    other.cancel();

    assertThat(one.getReceivedOnNext()).containsExactly("both");
    assertThat(other.getReceivedOnNext()).containsExactly("both", "other");
    assertThat(sources).isEmpty();
  }

  @Test
  void the_end_of_the_source_ends_all_and_the_next_one_begins_anew() {
    TestSubscriber<String> one = TestSubscriber.create();
    TestSubscriber<String> other = TestSubscriber.create();
    shared.subscribe(one);
    shared.subscribe(other);

    sources.forEach(FluxSink::complete);
    TestSubscriber<String> next = TestSubscriber.create();
    shared.subscribe(next);
    tell("anew");

    assertThat(one.isTerminatedComplete()).isTrue();
    assertThat(other.isTerminatedComplete()).isTrue();
    assertThat(next.getReceivedOnNext()).containsExactly("anew");
    next.cancel();
    assertThat(sources).isEmpty();
  }

  @Test
  void without_demand_the_latest_waits() {
    TestSubscriber<String> slow = TestSubscriber.builder().initialRequest(0).build();
    shared.subscribe(slow);

    tell("first");
    tell("second");
    slow.request(1);

    assertThat(slow.getReceivedOnNext()).containsExactly("second");
    slow.cancel();
  }

  @Test
  void one_without_demand_keeps_what_it_is_to_keep_and_holds_up_nobody() {
    Flux<String> patient =
        Shared.of(
            Flux.create(
                source -> {
                  sources.add(source);
                  source.onDispose(() -> sources.remove(source));
                }),
            2);
    TestSubscriber<String> slow = TestSubscriber.builder().initialRequest(0).build();
    TestSubscriber<String> quick = TestSubscriber.create();
    patient.subscribe(slow);
    patient.subscribe(quick);

    tell("first");
    tell("second");
    tell("third");
    slow.request(3);

    assertThat(quick.getReceivedOnNext()).containsExactly("first", "second", "third");
    assertThat(slow.getReceivedOnNext()).containsExactly("second", "third");
    slow.cancel();
    quick.cancel();
    assertThat(sources).isEmpty();
  }

  @Test
  void whoever_comes_as_the_last_one_leaves_hears_what_follows() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger left = new AtomicInteger();
    AtomicReference<Disposable> last = new AtomicReference<>();
    Thread leaving =
        new Thread(
            () -> {
              Random chance = new Random(1);
              for (int round = 1; round <= ROUNDS; round++) {
                await(begun, round);
                spin(chance);
                last.get().dispose();
                left.set(round);
              }
            },
            "leaving");
    leaving.setDaemon(true);
    leaving.start();
    Random chance = new Random(2);
    for (int round = 1; round <= ROUNDS; round++) {
      last.set(shared.subscribe());
      begun.set(round);
      spin(chance);
      TestSubscriber<String> newcomer = TestSubscriber.create();
      shared.subscribe(newcomer);
      await(left, round);

      tell("change");

      assertThat(newcomer.isTerminated()).as("ended in round %d", round).isFalse();
      assertThat(newcomer.getReceivedOnNext()).as("heard in round %d", round).hasSize(1);
      newcomer.cancel();
      assertThat(sources).isEmpty();
    }
    leaving.join(LIMIT_MILLIS);
  }

  /** Waits without a park, after which the two would not meet. */
  private static void await(AtomicInteger reached, int round) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    while (reached.get() < round && System.nanoTime() < end) {
      Thread.yield();
    }
  }

  private static void spin(Random chance) {
    long end = System.nanoTime() + chance.nextInt(MOMENT_NANOS);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
