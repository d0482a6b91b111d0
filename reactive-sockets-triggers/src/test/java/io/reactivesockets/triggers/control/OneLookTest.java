package io.reactivesockets.triggers.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Many who want to know the same at one moment. */
@Tag("once")
class OneLookTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Test
  void who_comes_while_one_looks_is_told_what_it_shows_and_who_comes_later_looks_anew() {
    AtomicInteger looks = new AtomicInteger();
    Sinks.One<String> first = Sinks.one();
    Mono<String> look =
        OneLook.of(
            Mono.defer(() -> looks.incrementAndGet() == 1 ? first.asMono() : Mono.just("second")));

    StepVerifier.create(Flux.merge(look, look.mergeWith(look)))
        .then(() -> first.tryEmitValue("first"))
        .expectNext("first", "first", "first")
        .expectComplete()
        .verify(TIMEOUT);
    assertThat(looks).hasValue(1);

    assertThat(look.block(TIMEOUT)).isEqualTo("second");
  }

  @Test
  void a_look_that_fails_is_told_and_looked_at_anew() {
    AtomicInteger looks = new AtomicInteger();
    Mono<String> look =
        OneLook.of(
            Mono.fromCallable(
                () -> {
                  if (looks.incrementAndGet() == 1) {
                    throw new IllegalStateException("not now");
                  }
                  return "there";
                }));

    StepVerifier.create(look).expectErrorMessage("not now").verify(TIMEOUT);
    StepVerifier.create(look).expectNext("there").expectComplete().verify(TIMEOUT);
  }

  @Test
  void nobody_is_forgotten_however_many_come_and_go_at_one_moment() {
    int many = 100_000;
    Mono<String> look =
        OneLook.of(Mono.fromCallable(() -> "seen").subscribeOn(Schedulers.boundedElastic()));

    StepVerifier.create(
            Flux.range(0, many).flatMap(i -> look.subscribeOn(Schedulers.parallel()), 500).count())
        .expectNext((long) many)
        .expectComplete()
        .verify(TIMEOUT);
  }
}
