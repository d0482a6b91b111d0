package io.reactivesockets.host.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.test.subscriber.TestSubscriber;

/** Subscribers who come and go at one source. */
class SharedTest {

  private static final int ROUNDS = 3_000;
  private static final long LIMIT_SECONDS = 60;

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
  void whoever_comes_as_the_last_one_leaves_hears_what_follows() throws Exception {
    ExecutorService leaving = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Disposable last = shared.subscribe();
        Future<?> left = leaving.submit(last::dispose);
        TestSubscriber<String> newcomer = TestSubscriber.create();
        shared.subscribe(newcomer);
        left.get(LIMIT_SECONDS, TimeUnit.SECONDS);

        tell("change");

        assertThat(newcomer.isTerminated()).as("ended in round %d", round).isFalse();
        assertThat(newcomer.getReceivedOnNext()).as("heard in round %d", round).hasSize(1);
        newcomer.cancel();
        assertThat(sources).isEmpty();
      }
    } finally {
      leaving.shutdownNow();
      leaving.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }
}
