package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** That something waits is told without taking it. */
class StreamReadableTest {

  private static final Duration MOMENT = Duration.ofMillis(50);

  private static void expectReadable(Mono<Boolean> readable, boolean something) {
    StepVerifier.create(readable).expectNext(something).expectComplete().verify(TIMEOUT);
  }

  @OnEachTransport
  void what_arrives_is_told_once_it_does_and_stays_for_whoever_receives(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(pair.server().readable())
          .expectSubscription()
          .expectNoEvent(MOMENT)
          .then(() -> pair.client().send(bytes("abc")).block(TIMEOUT))
          .expectNext(true)
          .expectComplete()
          .verify(TIMEOUT);

      expectReadable(pair.server().readable(), true);
      assertThat(SocketPair.text(pair.server(), 3).block(TIMEOUT)).isEqualTo("abc");
    }
  }

  @OnEachTransport
  void when_all_is_taken_it_waits_for_more_in_both_directions(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      for (int round = 0; round < 3; round++) {
        pair.client().send(bytes("ping")).block(TIMEOUT);
        expectReadable(pair.server().readable(), true);
        assertThat(SocketPair.text(pair.server(), 4).block(TIMEOUT)).isEqualTo("ping");

        StepVerifier.create(pair.client().readable())
            .then(() -> pair.server().send(bytes("pong")).block(TIMEOUT))
            .expectNext(true)
            .expectComplete()
            .verify(TIMEOUT);
        assertThat(SocketPair.text(pair.client(), 4).block(TIMEOUT)).isEqualTo("pong");
      }
    }
  }

  @OnEachTransport
  void the_end_alone_is_told_as_such_and_behind_bytes_only_when_they_are_taken(
      Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      pair.client().send(bytes("last")).then(pair.client().shutdownOutput()).block(TIMEOUT);

      expectReadable(pair.server().readable(), true);
      assertThat(SocketPair.rest(pair.server()).block(TIMEOUT)).isEqualTo("last");
      expectReadable(pair.server().readable(), false);
    }
  }

  @OnEachTransport
  void a_connection_that_is_closed_is_told_to_who_waits_already(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(pair.server().readable())
          .expectSubscription()
          .expectNoEvent(MOMENT)
          .then(() -> pair.client().close(TIMEOUT).block(TIMEOUT))
          .expectNext(false)
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void all_who_wait_are_told_and_none_who_left(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      List<Boolean> left = new CopyOnWriteArrayList<>();
      Disposable leaving = pair.server().readable().subscribe(left::add);

      StepVerifier.create(Mono.zip(pair.server().readable(), pair.server().readable()))
          .then(leaving::dispose)
          .then(() -> pair.client().send(bytes("x")).block(TIMEOUT))
          .expectNextMatches(both -> both.getT1() && both.getT2())
          .expectComplete()
          .verify(TIMEOUT);

      assertThat(left).isEmpty();
    }
  }
}
