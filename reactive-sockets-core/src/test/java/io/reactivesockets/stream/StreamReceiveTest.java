package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.framing.ByteDecoder;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class StreamReceiveTest {

  /** One character an item. */
  private static ByteDecoder<Character> characters() {
    return (input, end) -> input.hasRemaining() ? (char) input.get() : null;
  }

  @OnEachTransport
  void bytes_arrive_in_order_and_the_input_completes_when_the_peer_finishes(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      Flux<ByteBuffer> numbers = Flux.range(0, 5_000).map(i -> bytes(i + ","));
      String expected =
          Flux.range(0, 5_000).map(i -> i + ",").reduce("", String::concat).block(TIMEOUT);

      StepVerifier.create(
              pair.client()
                  .send(numbers)
                  .then(pair.client().shutdownOutput())
                  .then(SocketPair.rest(pair.server())))
          .expectNext(expected)
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void nothing_is_emitted_without_demand(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      pair.client().send(bytes("abc")).block(TIMEOUT);

      StepVerifier.create(pair.server().input(StreamReceiveTest::characters), 0)
          .expectSubscription()
          .thenRequest(1)
          .expectNext('a')
          .thenRequest(2)
          .expectNext('b', 'c')
          .thenCancel()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void cancelling_leaves_the_bytes_that_were_not_emitted(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      pair.client().send(bytes("abcdef")).block(TIMEOUT);

      StepVerifier.create(pair.server().input(StreamReceiveTest::characters).take(2))
          .expectNext('a', 'b')
          .expectComplete()
          .verify(TIMEOUT);
      StepVerifier.create(SocketPair.text(pair.server(), 4))
          .expectNext("cdef")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_second_subscriber_is_refused_and_the_first_goes_on(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(SocketPair.text(pair.server(), 2))
          .then(
              () ->
                  StepVerifier.create(pair.server().input())
                      .expectErrorSatisfies(status(SocketErrorStatus.IN_USE))
                      .verify(TIMEOUT))
          .then(() -> pair.client().send(bytes("ok")).block(TIMEOUT))
          .expectNext("ok")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_stalled_reader_holds_no_more_than_the_read_ahead_and_stops_the_sender(
      Transport transport) {
    try (SocketPair pair =
        SocketPair.on(transport, control -> control, control -> control.readAheadBytes(10_000))) {
      // Given a sender that always has more
      Flux<ByteBuffer> endless = Flux.generate(sink -> sink.next(ByteBuffer.allocate(50_000)));
      var sending = pair.client().send(endless).subscribe(null, e -> {});

      // When nobody reads until the kernel takes no more
      long stopped =
          Flux.interval(java.time.Duration.ofMillis(100))
              .map(tick -> pair.client().information().sentBytes())
              .buffer(4, 1)
              .filter(last -> last.get(0) > 0 && last.stream().distinct().count() == 1)
              .map(last -> last.get(0))
              .blockFirst(TIMEOUT);

      // Then both sides hold what they promise
      assertThat(pair.server().information().unreadBytes()).isBetween(1, 10_000);
      assertThat(pair.client().information().pendingOutboundBytes())
          .isLessThanOrEqualTo(131_072 + 50_000);

      // And all of it arrives when somebody reads
      StepVerifier.create(
              pair.server()
                  .input()
                  .map(ByteBuffer::remaining)
                  .scan(0L, Long::sum)
                  .takeUntil(sum -> sum > stopped)
                  .last())
          .expectNextMatches(sum -> sum > stopped)
          .expectComplete()
          .verify(TIMEOUT);
      sending.dispose();
    }
  }

  @OnEachTransport
  void the_read_ahead_holds_when_the_peer_has_finished(Transport transport) {
    try (SocketPair pair =
        SocketPair.on(transport, control -> control, control -> control.readAheadBytes(2_000))) {
      pair.client()
          .send(ByteBuffer.allocate(60_000))
          .then(pair.client().shutdownOutput())
          .block(TIMEOUT);

      // When it is told of the end while nobody reads, and asked to send meanwhile
      pair.server().send(ByteBuffer.allocate(10_000)).block(TIMEOUT);
      pair.client()
          .input()
          .map(ByteBuffer::remaining)
          .scan(Integer::sum)
          .filter(sum -> sum == 10_000)
          .blockFirst(TIMEOUT);

      // io_uring reads on once the peer has finished
      if (!transport.name().equals("io_uring")) {
        assertThat(pair.server().information().unreadBytes()).isBetween(1, 2_000);
      }
      StepVerifier.create(pair.server().input().map(ByteBuffer::remaining).reduce(Integer::sum))
          .expectNext(60_000)
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_reset_comes_after_the_bytes_before_it(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(pair.server().input().map(SocketPair::text), 1)
          .then(() -> pair.client().send(bytes("last words")).block(TIMEOUT))
          .expectNext("last words")
          .then(() -> pair.client().reset().block(TIMEOUT))
          .thenRequest(1)
          .expectErrorSatisfies(status(SocketErrorStatus.CONNECTION_RESET_BY_PEER))
          .verify(TIMEOUT);
      assertThat(pair.server().closed().blockOptional(TIMEOUT)).isEmpty();
    }
  }

  @OnEachTransport
  void bytes_before_a_reset_are_kept_for_a_late_reader(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      // Given bytes in the read-ahead
      pair.client().send(bytes("kept")).block(TIMEOUT);
      StepVerifier.create(pair.server().input(StreamReceiveTest::characters).take(1))
          .expectNext('k')
          .expectComplete()
          .verify(TIMEOUT);

      // When the connection is lost
      pair.client().reset().then(pair.server().closed()).block(TIMEOUT);

      // Then the reader gets them first
      StepVerifier.create(pair.server().input().map(SocketPair::text))
          .expectNext("ept")
          .expectErrorSatisfies(status(SocketErrorStatus.CONNECTION_RESET_BY_PEER))
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void what_a_decoder_throws_ends_the_flux_and_not_the_socket(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      IllegalArgumentException bad = new IllegalArgumentException("bad item");
      StepVerifier.create(
              pair.server()
                  .input(
                      () ->
                          (input, end) -> {
                            if (input.hasRemaining()) {
                              throw bad;
                            }
                            return null;
                          }))
          .then(() -> pair.client().send(bytes("xyz")).block(TIMEOUT))
          .expectErrorSatisfies(thrown -> assertThat(thrown).isSameAs(bad))
          .verify(TIMEOUT);
      StepVerifier.create(SocketPair.text(pair.server(), 3))
          .expectNext("xyz")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void an_item_may_be_larger_than_the_read_ahead_but_not_than_its_decoder_allows(
      Transport transport) {
    try (SocketPair pair =
        SocketPair.on(transport, control -> control, control -> control.readAheadBytes(1_024))) {
      ByteDecoder<Integer> pieces =
          new ByteDecoder<>() {
            @Override
            public Integer decode(ByteBuffer input, boolean end) {
              if (input.remaining() < 20_000) {
                return null;
              }
              input.position(input.position() + 20_000);
              return 20_000;
            }

            @Override
            public int maxPendingBytes() {
              return 20_000;
            }
          };
      ByteDecoder<Integer> never = (input, end) -> null;

      StepVerifier.create(pair.server().input(() -> pieces).take(2))
          .then(() -> pair.client().send(ByteBuffer.allocate(40_000)).block(TIMEOUT))
          .expectNext(20_000, 20_000)
          .expectComplete()
          .verify(TIMEOUT);
      StepVerifier.create(pair.server().input(() -> never))
          .then(() -> pair.client().send(ByteBuffer.allocate(70_000)).block(TIMEOUT))
          .expectErrorSatisfies(status(SocketErrorStatus.FRAME_TOO_LONG))
          .verify(TIMEOUT);
      pair.server()
          .input()
          .map(ByteBuffer::remaining)
          .scan(Integer::sum)
          .any(n -> n == 70_000)
          .block(TIMEOUT);
    }
  }

  @OnEachTransport
  void input_may_be_read_on_another_thread_with_prefetch(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(
              pair.client()
                  .send(Flux.range(0, 2_000).map(i -> ByteBuffer.allocate(1_000)))
                  .then(pair.client().shutdownOutput())
                  .thenMany(
                      pair.server()
                          .input()
                          .publishOn(Schedulers.parallel(), 4)
                          .map(ByteBuffer::remaining)
                          .reduce(Integer::sum)))
          .expectNext(2_000_000)
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void closing_here_aborts_a_receive(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(pair.server().input())
          .then(() -> pair.server().close().block(TIMEOUT))
          .expectErrorSatisfies(status(SocketErrorStatus.OPERATION_ABORTED))
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void cancel_io_ends_a_receive_and_keeps_the_socket(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      AtomicReference<Throwable> ended = new AtomicReference<>();
      Mono<Void> receive =
          pair.server().input().then().onErrorResume(e -> Mono.fromRunnable(() -> ended.set(e)));

      StepVerifier.create(receive)
          .then(() -> pair.server().cancelIo().block(TIMEOUT))
          .expectComplete()
          .verify(TIMEOUT);

      assertThat(ended.get()).satisfies(status(SocketErrorStatus.OPERATION_ABORTED));
      pair.client().send(bytes("still here")).block(TIMEOUT);
      StepVerifier.create(SocketPair.text(pair.server(), 10))
          .expectNext("still here")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void an_idle_connection_ends_at_its_deadline(Transport transport) {
    try (SocketPair pair =
        SocketPair.on(
            transport,
            control -> control,
            control -> control.idleTimeout(java.time.Duration.ofMillis(200)))) {
      StepVerifier.create(pair.server().input())
          .expectErrorSatisfies(status(SocketErrorStatus.OPERATION_TIMED_OUT))
          .verify(TIMEOUT);
      StepVerifier.create(pair.client().input())
          .expectErrorSatisfies(status(SocketErrorStatus.CONNECTION_RESET_BY_PEER))
          .verify(TIMEOUT);
    }
  }

  private static java.util.function.Consumer<Throwable> status(SocketErrorStatus expected) {
    return thrown ->
        assertThat(thrown)
            .isInstanceOfSatisfying(
                SocketOperationException.class,
                e -> assertThat(e.status()).as(e.getMessage()).isEqualTo(expected));
  }
}
