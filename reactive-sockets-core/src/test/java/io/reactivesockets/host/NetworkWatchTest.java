package io.reactivesockets.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivesockets.host.AdapterFacts.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class NetworkWatchTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofHours(1);

  private final AtomicReference<List<NetworkAdapter>> adapters =
      new AtomicReference<>(List.of(adapter("lo", true, "127.0.0.1")));

  @Test
  void an_address_that_comes_is_told_once() {
    StepVerifier.withVirtualTime(() -> watch(VirtualTimeScheduler.get()))
        .expectSubscription()
        .expectNoEvent(SECOND.multipliedBy(3))
        .then(() -> adapters.set(List.of(adapter("lo", true, "127.0.0.1", "::1"))))
        .thenAwait(SECOND)
        .assertNext(
            change -> {
              assertThat(change.added()).containsExactly(HostName.of("::1"));
              assertThat(change.removed()).isEmpty();
            })
        .expectNoEvent(SECOND.multipliedBy(3))
        .thenCancel()
        .verify(TIMEOUT);
  }

  @Test
  void an_adapter_that_goes_down_takes_its_addresses_along() {
    StepVerifier.withVirtualTime(() -> watch(VirtualTimeScheduler.get()))
        .expectSubscription()
        .then(() -> adapters.set(List.of(adapter("lo", false, "127.0.0.1"))))
        .thenAwait(SECOND)
        .assertNext(
            change -> assertThat(change.removed()).containsExactly(HostName.of("127.0.0.1")))
        .thenCancel()
        .verify(TIMEOUT);
  }

  @Test
  void changes_without_demand_wait_as_one_and_the_rest_are_merged() {
    List<NetworkChange> seen = new ArrayList<>();
    StepVerifier.withVirtualTime(() -> watch(VirtualTimeScheduler.get()).doOnNext(seen::add), 1)
        .expectSubscription()
        .then(() -> adapters.set(List.of(adapter("lo", true, "127.0.0.1", "::1"))))
        .thenAwait(SECOND)
        .expectNextCount(1)
        .then(() -> adapters.set(List.of(adapter("lo", true, "127.0.0.1"))))
        .thenAwait(SECOND.multipliedBy(3))
        .then(() -> adapters.set(List.of(adapter("lo", true, "127.0.0.1", "127.0.0.2"))))
        .thenAwait(SECOND.multipliedBy(3))
        .then(() -> adapters.set(List.of(adapter("lo", true, "127.0.0.2", "127.0.0.3"))))
        .thenAwait(SECOND.multipliedBy(3))
        .thenRequest(2)
        .assertNext(change -> assertThat(change.removed()).containsExactly(HostName.of("::1")))
        .thenAwait(SECOND)
        .assertNext(
            change -> {
              assertThat(change.added())
                  .containsExactly(HostName.of("127.0.0.2"), HostName.of("127.0.0.3"));
              assertThat(change.removed()).containsExactly(HostName.of("127.0.0.1"));
            })
        .expectNoEvent(SECOND.multipliedBy(3))
        .thenCancel()
        .verify(TIMEOUT);
    assertThat(seen).hasSize(3);
  }

  @Test
  void what_the_system_tells_is_looked_at_once_it_has_settled() {
    Sinks.Many<Integer> told = Sinks.many().multicast().directBestEffort();
    StepVerifier.withVirtualTime(() -> watch(told.asFlux()))
        .expectSubscription()
        .then(() -> adapters.set(List.of(adapter("lo", true, "127.0.0.1", "::1"))))
        .expectNoEvent(SECOND.multipliedBy(60))
        .then(() -> told.tryEmitNext(1))
        .expectNoEvent(NetworkWatch.SETTLING.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .assertNext(change -> assertThat(change.added()).containsExactly(HostName.of("::1")))
        .expectNoEvent(SECOND.multipliedBy(60))
        .thenCancel()
        .verify(TIMEOUT);
  }

  @Test
  void a_change_that_is_told_right_after_a_look_is_seen_a_second_later() {
    Sinks.Many<Integer> told = Sinks.many().multicast().directBestEffort();
    StepVerifier.withVirtualTime(() -> watch(told.asFlux()))
        .expectSubscription()
        .then(() -> told.tryEmitNext(1))
        .thenAwait(NetworkWatch.SETTLING)
        .then(() -> adapters.set(List.of(adapter("lo", true, "127.0.0.1", "::1"))))
        .then(() -> told.tryEmitNext(2))
        .expectNoEvent(NetworkWatch.BETWEEN_LOOKS.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .expectNextCount(1)
        .thenCancel()
        .verify(TIMEOUT);
  }

  @Test
  void what_the_system_does_not_tell_is_seen_at_the_next_look() {
    Sinks.Many<Integer> told = Sinks.many().multicast().directBestEffort();
    StepVerifier.withVirtualTime(() -> watch(told.asFlux()))
        .expectSubscription()
        .then(() -> adapters.set(List.of(adapter("lo", true, "127.0.0.1", "::1"))))
        .expectNoEvent(SELDOM.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .expectNextCount(1)
        .thenCancel()
        .verify(TIMEOUT);
  }

  @Test
  void the_real_machine_can_be_watched_and_let_go() {
    StepVerifier.create(NetworkInformation.changes(Duration.ofMillis(100)))
        .expectSubscription()
        .thenCancel()
        .verify(TIMEOUT);
  }

  @Test
  void looking_too_often_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkInformation.changes(Duration.ofMillis(99)))
        .withMessage("pollInterval: PT0.099S (expected: at least 100 ms)");
  }

  private Flux<NetworkChange> watch(VirtualTimeScheduler time) {
    return NetworkWatch.changes(SECOND, adapters::get, Flux.empty(), time, Schedulers.immediate());
  }

  private Flux<NetworkChange> watch(Flux<?> signals) {
    return NetworkWatch.changes(
        SELDOM, adapters::get, signals, VirtualTimeScheduler.get(), Schedulers.immediate());
  }

  private static NetworkAdapter adapter(String name, boolean up, String... addresses) {
    List<Address> own =
        Arrays.stream(addresses)
            .map(address -> new Address(HostName.of(address), OptionalInt.empty()))
            .toList();
    return new NetworkAdapter(
        name,
        new AdapterFacts(
            new UUID(0, 1),
            name,
            1,
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalInt.empty(),
            up,
            true,
            false,
            own));
  }
}
