package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static io.reactivesockets.stream.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class StreamSendTest {

  @TempDir Path folder;

  @OnEachTransport
  void sends_take_turns_in_the_order_of_their_subscription(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      // Given a first send that is not complete yet, and many behind it
      Sinks.Many<ByteBuffer> first = Sinks.many().unicast().onBackpressureBuffer();
      Mono<Void> all =
          Flux.concat(
                  Flux.just(pair.client().send(first.asFlux())),
                  Flux.range(0, 200).map(i -> pair.client().send(bytes("<" + i + ">"))))
              .flatMap(send -> send, 500)
              .then();
      String expected =
          "first"
              + Flux.range(0, 200)
                  .map(i -> "<" + i + ">")
                  .reduce("", String::concat)
                  .block(TIMEOUT);

      // When the first one completes last
      StepVerifier.create(
              Mono.zip(all.thenReturn(1), SocketPair.text(pair.server(), expected.length())))
          .then(() -> first.tryEmitNext(bytes("fir")).orThrow())
          .then(() -> first.tryEmitNext(bytes("st")).orThrow())
          .then(() -> first.tryEmitComplete().orThrow())
          .assertNext(both -> assertThat(both.getT2()).isEqualTo(expected))
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_publisher_is_asked_for_no_more_than_the_bound_while_the_peer_does_not_read(
      Transport transport) {
    try (SocketPair pair =
        SocketPair.on(
            transport,
            control -> control.pendingOutboundBytes(20_000).outboundBufferBytes(4_096),
            control -> control.inboundBufferBytes(4_096).readAheadBytes(1_024))) {
      AtomicLong emitted = new AtomicLong();
      Flux<ByteBuffer> source =
          Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(1_000)))
              .doOnNext(element -> emitted.addAndGet(1_000));

      var sending = pair.client().send(source).subscribe(null, e -> {});
      Flux.interval(Duration.ofMillis(50))
          .map(tick -> emitted.get())
          .buffer(6, 1)
          .filter(last -> last.get(0) > 0 && last.stream().distinct().count() == 1)
          .blockFirst(TIMEOUT);

      StreamSocketInformation now = pair.client().information();
      assertThat(now.pendingOutboundBytes()).isBetween(1L, 21_000L);
      assertThat(emitted.get()).isEqualTo(now.sentBytes() + now.pendingOutboundBytes());
      sending.dispose();
    }
  }

  @OnEachTransport
  void elements_from_another_thread_arrive_in_order(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      Flux<ByteBuffer> source =
          Flux.range(0, 20_000).publishOn(Schedulers.parallel()).map(i -> bytes(i + ";"));
      String expected =
          Flux.range(0, 20_000)
              .map(i -> i + ";")
              .collect(StringBuilder::new, StringBuilder::append)
              .map(StringBuilder::toString)
              .block(TIMEOUT);

      StepVerifier.create(
              Mono.zip(
                  pair.client().send(source).then(pair.client().shutdownOutput()).thenReturn(1),
                  pair.server()
                      .input()
                      .map(SocketPair::text)
                      .collect(StringBuilder::new, StringBuilder::append)))
          .assertNext(both -> assertThat(both.getT2().toString()).isEqualTo(expected))
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void elements_of_every_size_arrive_whole(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      int[] sizes = {0, 1, 511, 512, 513, 8_191, 8_192, 16_384, 16_385, 100_000, 1_000_000, 3};
      int total = java.util.Arrays.stream(sizes).sum();
      Flux<ByteBuffer> source =
          Flux.range(0, sizes.length)
              .map(
                  i -> {
                    byte[] filled = new byte[sizes[i]];
                    java.util.Arrays.fill(filled, (byte) (int) i);
                    return ByteBuffer.wrap(filled);
                  });

      byte[] received =
          pair.client()
              .send(source)
              .then(pair.client().shutdownOutput())
              .thenMany(pair.server().input())
              .reduce(ByteBuffer.allocate(total + 1), (all, next) -> all.put(next))
              .map(all -> copy(all.flip()))
              .block(TIMEOUT);

      byte[] expected =
          Flux.from(source)
              .reduce(
                  new java.io.ByteArrayOutputStream(),
                  (all, next) -> {
                    all.writeBytes(copy(next));
                    return all;
                  })
              .block(TIMEOUT)
              .toByteArray();
      assertThat(received).isEqualTo(expected);
    }
  }

  @OnEachTransport
  void an_element_may_be_reused_as_soon_as_it_was_taken(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      ByteBuffer reused = ByteBuffer.allocate(1);
      Flux<ByteBuffer> source =
          Flux.range('a', 26)
              .map(letter -> reused.clear().put(letter.byteValue()).flip().duplicate());

      StepVerifier.create(
              pair.client()
                  .send(source)
                  .then(pair.client().shutdownOutput())
                  .then(SocketPair.rest(pair.server())))
          .expectNext("abcdefghijklmnopqrstuvwxyz")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void an_error_of_the_publisher_comes_out_after_the_bytes_before_it(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      IllegalStateException broken = new IllegalStateException("source broke");

      StepVerifier.create(
              pair.client().send(Flux.just(bytes("before")).concatWith(Flux.error(broken))))
          .expectErrorSatisfies(thrown -> assertThat(thrown).isSameAs(broken))
          .verify(TIMEOUT);
      pair.client().send(bytes(", after")).block(TIMEOUT);

      StepVerifier.create(SocketPair.text(pair.server(), 13))
          .expectNext("before, after")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void cancelling_a_send_cancels_its_publisher_and_lets_the_next_one_go(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      Sinks.Many<ByteBuffer> source = Sinks.many().unicast().onBackpressureBuffer();
      AtomicInteger cancels = new AtomicInteger();

      StepVerifier.create(pair.client().send(source.asFlux().doOnCancel(cancels::incrementAndGet)))
          .then(() -> source.tryEmitNext(bytes("one")).orThrow())
          .then(() -> SocketPair.text(pair.server(), 3).block(TIMEOUT))
          .thenCancel()
          .verify(TIMEOUT);
      pair.client().send(bytes("two")).block(TIMEOUT);

      assertThat(cancels).hasValue(1);
      StepVerifier.create(SocketPair.text(pair.server(), 3))
          .expectNext("two")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_send_fails_when_the_peer_resets_and_its_publisher_is_cancelled(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      AtomicInteger cancels = new AtomicInteger();
      StepVerifier.create(
              pair.client()
                  .send(
                      Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(10_000)))
                          .doOnCancel(cancels::incrementAndGet)))
          .then(() -> pair.server().reset().block(TIMEOUT))
          .expectErrorSatisfies(status(SocketErrorStatus.CONNECTION_RESET_BY_PEER))
          .verify(TIMEOUT);
      assertThat(cancels).hasValue(1);
      StepVerifier.create(pair.client().send(bytes("late")))
          .expectErrorSatisfies(status(SocketErrorStatus.CONNECTION_RESET_BY_PEER))
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void cancel_io_ends_every_send_and_keeps_the_socket(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      Flux<Throwable> failures =
          Flux.range(0, 3)
              .flatMap(
                  i ->
                      pair.client()
                          .send(Flux.never())
                          .cast(Throwable.class)
                          .onErrorResume(Mono::just));
      StepVerifier.create(failures)
          .then(() -> pair.client().cancelIo().block(TIMEOUT))
          .assertNext(status(SocketErrorStatus.OPERATION_ABORTED))
          .assertNext(status(SocketErrorStatus.OPERATION_ABORTED))
          .assertNext(status(SocketErrorStatus.OPERATION_ABORTED))
          .expectComplete()
          .verify(TIMEOUT);
      pair.client().send(bytes("alive")).block(TIMEOUT);
      StepVerifier.create(SocketPair.text(pair.server(), 5))
          .expectNext("alive")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_part_of_a_file_is_sent_in_turn(Transport transport) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "0123456789".repeat(100_000));
    try (SocketPair pair = SocketPair.on(transport)) {
      Mono<Void> sends =
          pair.client()
              .send(bytes("["))
              .then(pair.client().sendFile(file, 5, 999_990))
              .then(pair.client().send(bytes("]")))
              .then(pair.client().shutdownOutput());

      StepVerifier.create(
              Mono.zip(
                  sends.thenReturn(1),
                  pair.server()
                      .input()
                      .map(SocketPair::text)
                      .collect(StringBuilder::new, StringBuilder::append)))
          .assertNext(
              both ->
                  assertThat(both.getT2().toString())
                      .isEqualTo("[" + "0123456789".repeat(100_000).substring(5, 999_995) + "]"))
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(pair.client().information().sentBytes()).isEqualTo(999_992);
    }
  }

  @OnEachTransport
  void a_part_that_the_file_does_not_have_is_refused_and_the_socket_stays_open(Transport transport)
      throws IOException {
    Path file = Files.writeString(folder.resolve("short"), "abc");
    try (SocketPair pair = SocketPair.on(transport)) {
      StepVerifier.create(pair.client().sendFile(file, 1, 3))
          .expectErrorSatisfies(
              thrown ->
                  assertThat(thrown)
                      .isInstanceOf(IllegalArgumentException.class)
                      .hasMessageContaining("count: 3 (expected: at most 2"))
          .verify(TIMEOUT);
      assertThat(pair.client().isOpen()).isTrue();
    }
  }

  @OnEachTransport
  @Timeout(60)
  void a_file_that_is_being_opened_as_its_send_is_left_is_closed(Transport transport)
      throws Exception {
    // A pipe with a name: opening one end waits for the other.
    Path pipe = folder.resolve("pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (SocketPair pair = SocketPair.on(transport)) {
      Disposable sending = pair.client().sendFile(pipe, 0, 0).subscribe();

      sending.dispose();

      try (OutputStream other = Files.newOutputStream(pipe)) {
        Flux.interval(Duration.ofMillis(10))
            .takeUntil(tick -> descriptorsOf(pipe) == 1)
            .blockLast(TIMEOUT);
        assertThat(other).isNotNull();
      }
    }
  }

  private static long descriptorsOf(Path file) {
    File[] all = new File("/proc/self/fd").listFiles();
    return Stream.of(Objects.requireNonNull(all))
        .filter(each -> isLinkTo(each.toPath(), file))
        .count();
  }

  private static boolean isLinkTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return copy;
  }
}
