package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static io.reactivesockets.stream.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StreamCloseTest {

  @OnEachTransport
  void a_close_waits_for_the_sends_before_it_and_says_fin(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      Mono<Void> send =
          pair.client().send(Flux.range(0, 3_000).map(i -> ByteBuffer.allocate(1_000)));
      Mono<Long> received =
          pair.server().input().map(b -> (long) b.remaining()).reduce(0L, Long::sum);

      StepVerifier.create(Mono.zip(received, Mono.when(send, pair.client().close()).thenReturn(1)))
          .assertNext(both -> assertThat(both.getT1()).isEqualTo(3_000_000))
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void closing_twice_is_harmless(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(Mono.when(pair.client().close(), pair.client().close()))
          .expectComplete()
          .verify(TIMEOUT);
      StepVerifier.create(pair.client().close()).expectComplete().verify(TIMEOUT);
      StepVerifier.create(pair.client().closed()).expectComplete().verify(TIMEOUT);
      assertThat(pair.client().isOpen()).isFalse();
      assertThat(pair.client().information().remotePort())
          .isEqualTo(pair.server().information().localPort());
    }
  }

  @OnEachTransport
  void a_close_with_bytes_unread_resets(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      // Given bytes that the server took off the kernel and nobody read
      pair.client().send(bytes("never read")).block(TIMEOUT);
      Flux.interval(Duration.ofMillis(10))
          .filter(tick -> pair.server().information().unreadBytes() == 10)
          .blockFirst(TIMEOUT);

      StepVerifier.create(pair.client().input())
          .then(() -> pair.server().close().block(TIMEOUT))
          .expectErrorSatisfies(status(SocketErrorStatus.CONNECTION_RESET_BY_PEER))
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_close_that_cannot_finish_its_sends_resets_at_the_deadline(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      Mono<Void> send =
          pair.client().send(Flux.generate(sink -> sink.next(ByteBuffer.allocate(100_000))));
      StepVerifier.create(send)
          .then(
              () ->
                  StepVerifier.create(pair.client().close(Duration.ofMillis(300)))
                      .expectErrorSatisfies(status(SocketErrorStatus.OPERATION_TIMED_OUT))
                      .verify(TIMEOUT))
          .expectErrorSatisfies(status(SocketErrorStatus.OPERATION_ABORTED))
          .verify(TIMEOUT);
      assertThat(pair.client().isOpen()).isFalse();
    }
  }

  @OnEachTransport
  void each_direction_ends_on_its_own(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      // Given a server that answers when the question has ended, with more than buffers hold
      Mono<Void> answer =
          SocketPair.rest(pair.server())
              .flatMap(
                  question ->
                      pair.server()
                          .send(Flux.range(0, 20_000).map(i -> bytes(question + "-" + i + "\n"))))
              .then(pair.server().close());
      Mono<Long> asked =
          pair.client()
              .send(bytes("question"))
              .then(pair.client().shutdownOutput())
              .thenMany(pair.client().input())
              .map(b -> (long) b.remaining())
              .reduce(0L, Long::sum);
      long expected =
          Flux.range(0, 20_000)
              .map(i -> "question-\n".length() + ("" + i).length())
              .reduce(0, Integer::sum)
              .block(TIMEOUT);

      StepVerifier.create(Mono.zip(asked, answer.thenReturn(1)))
          .assertNext(both -> assertThat(both.getT1()).isEqualTo(expected))
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void nothing_can_be_sent_after_the_output_was_ended(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      pair.client().shutdownOutput().block(TIMEOUT);

      StepVerifier.create(pair.client().send(bytes("late")))
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
      assertThat(pair.client().isOpen()).isTrue();
      StepVerifier.create(SocketPair.rest(pair.server()))
          .expectNext("")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void using_a_closed_socket_fails_clearly(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      pair.client().close().block(TIMEOUT);

      StepVerifier.create(pair.client().send(bytes("late")))
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
      StepVerifier.create(pair.client().input())
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
      StepVerifier.create(pair.client().shutdownOutput())
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
      assertThat(pair.client().information().open()).isFalse();
    }
  }

  @OnEachTransport
  void whoever_goes_on_when_a_socket_is_closed_finds_it_closed(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport);
        SocketPair other = SocketPair.on(transport)) {
      Mono<Void> sending = pair.client().close().then(pair.client().send(bytes("late")));
      Flux<ByteBuffer> receiving = other.client().reset().thenMany(other.client().input());

      StepVerifier.create(sending)
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
      StepVerifier.create(receiving)
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void options_are_applied_and_shown(Transport transport) {
    try (SocketPair pair =
        SocketPair.on(
            transport,
            control ->
                control
                    .keepAlive(true)
                    .keepAliveTime(Duration.ofSeconds(30))
                    .keepAliveInterval(Duration.ofSeconds(5))
                    .keepAliveCount(3)
                    .userTimeout(Duration.ofSeconds(9))
                    .noDelay(false)
                    .outboundBufferBytes(50_000)
                    .inboundBufferBytes(60_000)
                    .outboundUnicastHopLimit(7)
                    .qualityOfService(
                        io.reactivesockets.transport.SocketQualityOfService.LOW_LATENCY),
            control -> control)) {
      AppliedOptions options = pair.client().information().options();

      assertThat(options.keepAlive()).contains(true);
      assertThat(options.keepAliveTime()).contains(Duration.ofSeconds(30));
      assertThat(options.keepAliveInterval()).contains(Duration.ofSeconds(5));
      assertThat(options.keepAliveCount()).hasValue(3);
      assertThat(options.noDelay()).contains(false);
      assertThat(options.typeOfService()).hasValue(0x10);
      assertThat(options.outboundBufferBytes().getAsInt()).isGreaterThanOrEqualTo(50_000);
      assertThat(options.inboundBufferBytes().getAsInt()).isGreaterThanOrEqualTo(60_000);
      if (transport.name().equals("nio")) {
        assertThat(options.outboundUnicastHopLimit()).isEmpty();
        assertThat(options.priority()).isEmpty();
      } else {
        assertThat(options.outboundUnicastHopLimit()).hasValue(7);
        assertThat(options.userTimeout()).contains(Duration.ofSeconds(9));
        assertThat(options.priority()).hasValue(6);
      }
    }
  }

  @OnEachTransport
  void the_output_goes_on_to_a_peer_that_has_ended_its_own(Transport transport) {
    int messages = 500;
    try (SocketPair pair = SocketPair.on(transport)) {
      // Given a peer that says nothing more, and does not read until nothing more fits.
      pair.server().shutdownOutput().block(TIMEOUT);
      StepVerifier.create(pair.client().input()).expectComplete().verify(TIMEOUT);
      Mono<Void> send =
          pair.client()
              .send(Flux.range(0, messages).map(i -> ByteBuffer.allocate(100_000)))
              .then(pair.client().shutdownOutput())
              .cache();
      send.subscribe();
      Flux.interval(Duration.ofMillis(100))
          .map(tick -> pair.client().information().sentBytes())
          .buffer(2, 1)
          .filter(two -> two.get(0) > 0 && two.get(0).equals(two.get(1)))
          .blockFirst(TIMEOUT);

      Mono<Long> received =
          pair.server().input().map(b -> (long) b.remaining()).reduce(0L, Long::sum);

      StepVerifier.create(received)
          .expectNext(messages * 100_000L)
          .expectComplete()
          .verify(TIMEOUT);
      StepVerifier.create(send).expectComplete().verify(TIMEOUT);
    }
  }
}
