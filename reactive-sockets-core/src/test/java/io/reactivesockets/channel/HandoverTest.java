package io.reactivesockets.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class HandoverTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final List<String> closed = new ArrayList<>();
  private final AtomicBoolean sourceCancelled = new AtomicBoolean();

  private Mono<String> handedOver(Mono<String> source) {
    return Handover.of(source.doOnCancel(() -> sourceCancelled.set(true)), closed::add);
  }

  @Test
  void who_takes_the_thing_has_it() {
    StepVerifier.create(handedOver(Mono.just("socket")))
        .expectNext("socket")
        .expectComplete()
        .verify(TIMEOUT);
    assertThat(closed).isEmpty();
    assertThat(sourceCancelled).isFalse();
  }

  @Test
  void who_leaves_while_it_is_being_made_cancels_the_making() {
    // given
    Disposable waiting = handedOver(Mono.never()).subscribe();
    // when
    waiting.dispose();
    // then
    assertThat(sourceCancelled).isTrue();
  }

  @Test
  void what_is_made_though_nobody_waits_any_more_is_closed() {
    // given a source that does not stop in time
    TestPublisher<String> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    Handover.of(source.mono(), closed::add).subscribe().dispose();
    // when
    source.next("socket");
    // then
    assertThat(closed).containsExactly("socket");
  }

  @Test
  void what_goes_on_to_its_end_is_closed_when_nobody_waits_any_more() {
    // given
    TestPublisher<String> source = TestPublisher.create();
    Mono<String> made = source.mono().doOnCancel(() -> sourceCancelled.set(true));
    Handover.toTheEnd(made, closed::add).subscribe().dispose();
    // when
    source.next("socket");
    // then
    assertThat(sourceCancelled).isFalse();
    assertThat(closed).containsExactly("socket");
  }

  @Test
  void what_goes_on_to_its_end_is_taken_by_who_waits() {
    StepVerifier.create(Handover.toTheEnd(Mono.just("socket"), closed::add))
        .expectNext("socket")
        .expectComplete()
        .verify(TIMEOUT);
    assertThat(closed).isEmpty();
  }

  @Test
  void a_cancel_out_of_the_signal_is_no_leaving() {
    // given an operator that cancels for the rest as soon as it has one
    Mono<String> first = Flux.merge(handedOver(Mono.just("socket")), Mono.never()).next();
    // when
    String taken = first.block(TIMEOUT);
    // then
    assertThat(taken).isEqualTo("socket");
    assertThat(closed).isEmpty();
    assertThat(sourceCancelled).isFalse();
  }

  @Test
  void a_cancel_from_elsewhere_in_the_middle_of_the_signal_is_leaving() {
    // given
    BaseSubscriber<String> leaving =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnNext(String socket) {
            CompletableFuture.runAsync(this::cancel).join();
          }
        };
    // when
    handedOver(Mono.just("socket")).subscribe(leaving);
    // then
    assertThat(closed).containsExactly("socket");
  }

  @Test
  void what_nobody_asks_for_is_kept_and_closed_when_its_subscriber_leaves() {
    // given
    BaseSubscriber<String> silent =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {}
        };
    handedOver(Mono.just("socket")).subscribe(silent);
    assertThat(closed).isEmpty();
    // when
    silent.cancel();
    // then
    assertThat(closed).containsExactly("socket");
  }

  @Test
  void what_is_asked_for_late_is_given_then() {
    StepVerifier.create(handedOver(Mono.just("socket")), 0)
        .expectSubscription()
        .thenRequest(1)
        .expectNext("socket")
        .expectComplete()
        .verify(TIMEOUT);
    assertThat(closed).isEmpty();
  }

  @Test
  void a_cancel_after_the_signal_means_nothing() {
    // given
    AtomicReference<String> taken = new AtomicReference<>();
    Disposable subscription = handedOver(Mono.just("socket")).subscribe(taken::set);
    // when
    subscription.dispose();
    // then
    assertThat(taken).hasValue("socket");
    assertThat(closed).isEmpty();
  }

  @Test
  void a_failure_passes() {
    StepVerifier.create(handedOver(Mono.error(new IllegalStateException("no"))))
        .expectErrorMessage("no")
        .verify(TIMEOUT);
  }
}
