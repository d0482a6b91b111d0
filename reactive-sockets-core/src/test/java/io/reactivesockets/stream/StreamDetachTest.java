package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static io.reactivesockets.stream.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.framing.ByteDecoder;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StreamDetachTest {

  private static void assumeDescriptors(Transport transport) {
    assumeThat(transport.name()).isIn("epoll", "io_uring");
  }

  /** One character an item. */
  private static ByteDecoder<Character> characters() {
    return (input, end) -> input.hasRemaining() ? (char) input.get() : null;
  }

  @OnEachTransport
  void bytes_that_were_read_and_not_emitted_come_first_where_it_is_adopted(Transport transport) {
    assumeDescriptors(transport);
    try (SocketPair pair = SocketPair.on(transport)) {
      // Given a socket with unread bytes of which some were emitted
      pair.client().send(bytes("abcdef")).block(TIMEOUT);
      StepVerifier.create(pair.server().input(StreamDetachTest::characters).take(2))
          .expectNext('a', 'b')
          .expectComplete()
          .verify(TIMEOUT);

      // When it is detached, and more arrives
      DetachedSocket detached = pair.server().detach().block(TIMEOUT);
      pair.client().send(bytes("ghi")).block(TIMEOUT);

      // Then the old object is closed, and the new one has it all
      assertThat(detached.kind()).isEqualTo(DetachedSocketKind.STREAM);
      assertThat(pair.server().isOpen()).isFalse();
      pair.server().closed().block(TIMEOUT);
      pair.server().close().block(TIMEOUT);
      StreamSocket adopted = StreamSocket.adopt(detached).block(TIMEOUT);
      assertThat(SocketPair.text(adopted, 7).block(TIMEOUT)).isEqualTo("cdefghi");
      assertThat(adopted.information().receivedBytes()).isEqualTo(9);
      assertThat(adopted.information().transport()).isEqualTo("epoll");
      adopted.send(bytes("answer")).then(adopted.close()).block(TIMEOUT);
      assertThat(SocketPair.rest(pair.client()).block(TIMEOUT)).isEqualTo("answer");
    }
  }

  @OnEachTransport
  void no_byte_is_lost_or_swapped_over_many_hops_under_traffic(Transport transport) {
    assumeDescriptors(transport);
    try (SocketPair pair = SocketPair.on(transport)) {
      // Given a peer that sends numbers as fast as it can until it is told to stop
      AtomicBoolean stop = new AtomicBoolean();
      Flux<ByteBuffer> numbers =
          Flux.generate(
              () -> 0,
              (next, sink) -> {
                ByteBuffer block = ByteBuffer.allocate(4_000);
                for (int i = 0; i < 1_000; i++) {
                  block.putInt(next + i);
                }
                if (stop.get()) {
                  sink.complete();
                } else {
                  sink.next(block.flip());
                }
                return next + 1_000;
              });
      Mono<Void> sending = pair.client().send(numbers).then(pair.client().shutdownOutput());
      Disposable sender = sending.subscribe();

      // When the socket hops 30 times, after some numbers each time
      AtomicReference<Integer> expected = new AtomicReference<>(0);
      StreamSocket socket = pair.server();
      for (int hop = 0; hop < 30; hop++) {
        inOrder(socket, expected).take(5_000).blockLast(TIMEOUT);
        DetachedSocket left = socket.detach().block(TIMEOUT);
        byte[] state = left.encode();
        DetachedSocket arrived = DetachedSocket.decode(state, left.take());
        socket = StreamSocket.adopt(arrived).block(TIMEOUT);
      }
      stop.set(true);

      // Then every number comes once and in its place
      inOrder(socket, expected).blockLast(TIMEOUT);
      assertThat(pair.client().information().sentBytes()).isEqualTo(4L * expected.get());
      assertThat(socket.information().receivedBytes()).isEqualTo(4L * expected.get());
      socket.close().block(TIMEOUT);
      sender.dispose();
    }
  }

  private static Flux<Integer> inOrder(StreamSocket socket, AtomicReference<Integer> expected) {
    return socket
        .<Integer>input(() -> (input, end) -> input.remaining() < 4 ? null : input.getInt())
        .doOnNext(
            number -> {
              assertThat(number).isEqualTo(expected.get());
              expected.set(number + 1);
            });
  }

  @OnEachTransport
  void a_receive_under_way_ends_and_an_echo_loses_nothing(Transport transport) {
    assumeDescriptors(transport);
    try (SocketPair pair = SocketPair.on(transport)) {
      Mono<Void> echo = pair.server().send(pair.server().input());
      StepVerifier.create(echo)
          .then(() -> pair.client().send(bytes("one")).block(TIMEOUT))
          .then(() -> assertThat(SocketPair.text(pair.client(), 3).block(TIMEOUT)).isEqualTo("one"))
          .then(
              () -> {
                DetachedSocket detached = pair.server().detach().block(TIMEOUT);
                StreamSocket adopted = StreamSocket.adopt(detached).block(TIMEOUT);
                pair.client().send(bytes("two")).block(TIMEOUT);
                assertThat(SocketPair.text(adopted, 3).block(TIMEOUT)).isEqualTo("two");
                adopted.close().block(TIMEOUT);
              })
          .expectErrorSatisfies(status(SocketErrorStatus.OPERATION_ABORTED))
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void half_closed_stays_half_closed_both_ways(Transport transport) {
    assumeDescriptors(transport);
    try (SocketPair pair = SocketPair.on(transport)) {
      // Given output that has ended here, and input that has ended with bytes unread
      pair.server().send(bytes("bye")).then(pair.server().shutdownOutput()).block(TIMEOUT);
      pair.client().send(bytes("last words")).block(TIMEOUT);
      assertThat(SocketPair.rest(pair.client()).block(TIMEOUT)).isEqualTo("bye");

      StreamSocket adopted = pair.server().detach().flatMap(StreamSocket::adopt).block(TIMEOUT);
      pair.client().shutdownOutput().block(TIMEOUT);

      assertThat(SocketPair.rest(adopted).block(TIMEOUT)).isEqualTo("last words");
      StepVerifier.create(adopted.send(bytes("no")))
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);

      // And once more, with nothing left to come
      StreamSocket again = adopted.detach().flatMap(StreamSocket::adopt).block(TIMEOUT);
      assertThat(SocketPair.rest(again).block(TIMEOUT)).isEmpty();
      again.close().block(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_send_that_does_not_end_keeps_the_socket_here(Transport transport) {
    assumeDescriptors(transport);
    try (SocketPair pair = SocketPair.on(transport)) {
      Mono<Void> endless =
          pair.server().send(Flux.generate(sink -> sink.next(ByteBuffer.allocate(100_000))));
      Disposable sending = endless.onErrorComplete().subscribe();

      StepVerifier.create(pair.server().detach(Duration.ofMillis(200)))
          .expectErrorSatisfies(status(SocketErrorStatus.OPERATION_TIMED_OUT))
          .verify(TIMEOUT);

      assertThat(pair.server().isOpen()).isTrue();
      pair.client().send(bytes("still here")).block(TIMEOUT);
      assertThat(SocketPair.text(pair.server(), 10).block(TIMEOUT)).isEqualTo("still here");
      sending.dispose();
    }
  }

  @OnEachTransport
  void a_closed_socket_and_one_detached_before_are_refused(Transport transport) {
    assumeDescriptors(transport);
    try (SocketPair pair = SocketPair.on(transport)) {
      DetachedSocket detached = pair.server().detach().block(TIMEOUT);
      StepVerifier.create(pair.server().detach())
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
      detached.release();
      StepVerifier.create(StreamSocket.adopt(detached))
          .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
      assertThat(SocketPair.rest(pair.client()).block(TIMEOUT)).isEmpty();
    }
  }

  @OnEachTransport
  void a_transport_without_descriptors_says_so(Transport transport) {
    assumeThat(transport.name()).isNotIn("epoll", "io_uring");
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(pair.server().detach())
          .expectErrorSatisfies(status(SocketErrorStatus.OPERATION_NOT_SUPPORTED))
          .verify(TIMEOUT);
      pair.client().send(bytes("still here")).block(TIMEOUT);
      assertThat(SocketPair.text(pair.server(), 10).block(TIMEOUT)).isEqualTo("still here");
    }
  }
}
