package io.reactivesockets.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class FluxDecodeTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final TextFramer LINES = Framing.lines(StandardCharsets.UTF_8, 100);

  @Test
  void exactly_what_is_asked_for_is_decoded_and_requested() {
    // given two lines in the first buffer, half a line in the second
    AtomicLong buffers = new AtomicLong();
    List<String> decoded = new ArrayList<>();
    Flux<ByteBuffer> bytes =
        Flux.just("one\ntwo\nth", "re", "e\nfour\n", "five\n")
            .map(Bytes::text)
            .doOnRequest(n -> assertThat(n).isEqualTo(1))
            .doOnNext(buffer -> buffers.incrementAndGet());
    StepVerifier.create(Framing.decode(bytes, () -> recording(decoded)), 0)
        .expectSubscription()
        .then(() -> assertThat(buffers).hasValue(0))
        // when one is asked for, then one buffer was taken and one line decoded
        .thenRequest(1)
        .expectNext("one")
        .then(() -> assertThat(buffers).hasValue(1))
        .then(() -> assertThat(decoded).containsExactly("one"))
        .thenRequest(1)
        .expectNext("two")
        .then(() -> assertThat(buffers).hasValue(1))
        .thenRequest(1)
        .expectNext("three")
        .then(() -> assertThat(buffers).hasValue(3))
        .then(() -> assertThat(decoded).hasSize(3))
        .thenRequest(5)
        .expectNext("four", "five")
        .verifyComplete();
  }

  @Test
  void one_buffer_at_a_time_is_requested_however_often_demand_comes() {
    // given
    AtomicLong requested = new AtomicLong();
    TestPublisher<ByteBuffer> bytes = TestPublisher.create();
    // when demand comes three times before any byte does
    StepVerifier.create(LINES.decode(bytes.flux().doOnRequest(requested::addAndGet)), 0)
        .thenRequest(1)
        .thenRequest(1)
        .thenRequest(3)
        // then
        .then(() -> assertThat(requested).hasValue(1))
        .then(() -> bytes.next(Bytes.text("one\ntw")))
        .expectNext("one")
        .then(() -> assertThat(requested).hasValue(2))
        .thenCancel()
        .verify(TIMEOUT);
  }

  @Test
  void taking_one_leaves_the_rest_undecoded_and_cancels_upstream() {
    // given
    List<String> decoded = new ArrayList<>();
    TestPublisher<ByteBuffer> bytes = TestPublisher.create();
    // when
    StepVerifier.create(Framing.decode(bytes, () -> recording(decoded)).take(1))
        .then(() -> bytes.next(Bytes.text("one\ntwo\nthree\n")))
        .expectNext("one")
        .expectComplete()
        .verify(TIMEOUT);
    // then
    assertThat(decoded).containsExactly("one");
    bytes.assertCancelled();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_items_do_not_depend_on_how_bytes_and_demand_are_split(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      // given
      List<ByteBuffer> payloads = randomPayloads(random);
      Framer framer = Framing.lengthField().width(2).build();
      byte[] stream =
          payloads.stream().map(framer::encode).reduce(Bytes.zeros(0), Bytes::concat).array();
      List<byte[]> pieces = Feed.randomSplit(stream, random, 1 + random.nextInt(200));
      int batch = 1 + random.nextInt(5);
      // when
      Flux<ByteBuffer> frames = framer.decode(Flux.fromIterable(pieces).map(ByteBuffer::wrap));
      // then
      StepVerifier.create(frames.limitRate(batch).collectList())
          .expectNext(payloads)
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @Test
  void works_across_threads() {
    // given
    Random random = new Random(1);
    List<ByteBuffer> payloads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      payloads.addAll(randomPayloads(random));
    }
    Framer framer = Framing.varintLength(1_000);
    byte[] stream =
        payloads.stream().map(framer::encode).reduce(Bytes.zeros(0), Bytes::concat).array();
    List<byte[]> pieces = Feed.randomSplit(stream, random, 64);
    // when bytes come on one thread and demand from another
    Flux<ByteBuffer> frames =
        framer
            .decode(
                Flux.fromIterable(pieces).map(ByteBuffer::wrap).publishOn(Schedulers.parallel(), 1))
            .publishOn(Schedulers.single(), 3);
    // then
    StepVerifier.create(frames.collectList()).expectNext(payloads).expectComplete().verify(TIMEOUT);
  }

  @Test
  void buffers_of_every_kind_are_read_and_left_as_they_were_sized() {
    // given a direct one, a read-only one, a little-endian one, an empty one
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put(0, new byte[] {0, 2, 'a', 'b'});
    ByteBuffer readOnly = Bytes.hex("000163").asReadOnlyBuffer();
    ByteBuffer little = Bytes.hex("ff 0001 64").order(ByteOrder.LITTLE_ENDIAN).position(1);
    Framer framer = Framing.lengthField().width(2).build();
    // when, then
    StepVerifier.create(framer.decode(Flux.just(direct, readOnly, ByteBuffer.allocate(0), little)))
        .expectNext(Bytes.text("ab"), Bytes.text("c"), Bytes.text("d"))
        .expectComplete()
        .verify(TIMEOUT);
  }

  @Test
  void an_emitted_frame_belongs_to_the_receiver() {
    // given a source that reuses its buffer
    ByteBuffer reused = Bytes.hex("0001aa");
    Framer framer = Framing.lengthField().width(2).build();
    // when
    List<ByteBuffer> frames =
        framer
            .decode(Flux.range(0, 3).map(i -> reused.put(2, (byte) (int) i).duplicate()))
            .collectList()
            .block(TIMEOUT);
    // then
    assertThat(frames).containsExactly(Bytes.hex("00"), Bytes.hex("01"), Bytes.hex("02"));
    assertThat(frames).allMatch(ByteBuffer::hasArray);
  }

  @Test
  void a_torn_end_fails_behind_the_frames_before_it_even_without_demand() {
    StepVerifier.create(LINES.decode(Flux.just(Bytes.text("one\ntw"))), 1)
        .expectNext("one")
        .expectErrorSatisfies(Failures.torn(2))
        .verify(TIMEOUT);
  }

  @Test
  void completion_needs_no_demand() {
    StepVerifier.create(LINES.decode(Flux.empty()), 0).expectComplete().verify(TIMEOUT);
    StepVerifier.create(LINES.decode(Flux.just(Bytes.text("one\n"))), 1)
        .expectNext("one")
        .expectComplete()
        .verify(TIMEOUT);
  }

  @Test
  void an_item_that_only_the_end_completes_waits_for_demand() {
    TextFramer framer = Framing.lines(100).emitUnterminated().text(StandardCharsets.UTF_8);
    StepVerifier.create(framer.decode(Flux.just(Bytes.text("one\ntwo"))), 1)
        .expectNext("one")
        .expectNoEvent(Duration.ofMillis(20))
        .thenRequest(1)
        .expectNext("two")
        .expectComplete()
        .verify(TIMEOUT);
  }

  @Test
  void an_error_of_the_source_comes_behind_the_items_received_before_it() {
    // given
    Flux<ByteBuffer> bytes =
        Flux.just(Bytes.text("one\ntwo\nthr"))
            .concatWith(Flux.error(new IllegalStateException("lost")));
    // when, then
    StepVerifier.create(LINES.decode(bytes), 1)
        .expectNext("one")
        .thenRequest(1)
        .expectNext("two")
        .expectErrorMessage("lost")
        .verify(TIMEOUT);
  }

  @Test
  void a_frame_too_long_fails_at_once_and_cancels_upstream() {
    // given
    TestPublisher<ByteBuffer> bytes = TestPublisher.create();
    Framer framer = Framing.lengthField().width(4).maxFrameBytes(10).build();
    // when, then
    StepVerifier.create(framer.decode(bytes))
        .then(() -> bytes.next(Bytes.hex("00000001 ff 000000")))
        .expectNext(Bytes.hex("ff"))
        .then(() -> bytes.next(Bytes.hex("0b")))
        .expectErrorSatisfies(Failures.tooLong(10, 11))
        .verify(TIMEOUT);
    bytes.assertCancelled();
  }

  @Test
  void a_decoder_that_does_not_find_an_item_is_stopped_at_its_bound() {
    // given
    ByteDecoder<String> never = bounded(16, input -> null);
    // when, then
    StepVerifier.create(Framing.decode(Flux.just(Bytes.zeros(10)).repeat(), () -> never))
        .expectErrorSatisfies(Failures.tooLong(16, 20))
        .verify(TIMEOUT);
  }

  @Test
  void a_decoder_may_skip_bytes_without_an_item() {
    // given one that skips zeros and emits the other bytes
    ByteDecoder<String> nonZero =
        bounded(
            16,
            input -> {
              while (input.hasRemaining()) {
                byte b = input.get();
                if (b != 0) {
                  return String.valueOf((char) b);
                }
              }
              return null;
            });
    // when, then
    StepVerifier.create(
            Framing.decode(
                Flux.just(Bytes.zeros(100), Bytes.hex("000041"), Bytes.hex("4200")), () -> nonZero))
        .expectNext("A", "B")
        .expectComplete()
        .verify(TIMEOUT);
  }

  @Test
  void a_decoder_that_makes_items_of_nothing_is_a_defect_not_an_endless_stream() {
    ByteDecoder<String> broken = bounded(16, input -> "again");
    StepVerifier.create(
            Framing.decode(Flux.just(Bytes.zeros(1)).concatWith(Flux.never()), () -> broken))
        .expectErrorMessage("a decoder returned an item without taking a byte")
        .verify(TIMEOUT);
  }

  @Test
  void a_decoder_that_goes_back_or_cuts_the_input_is_a_defect() {
    ByteDecoder<String> cutting =
        bounded(
            16,
            input -> {
              input.get();
              input.limit(1);
              return "cut";
            });
    StepVerifier.create(Framing.decode(Flux.just(Bytes.zeros(9)), () -> cutting))
        .expectErrorMessage("a decoder must only move the position, and forward")
        .verify(TIMEOUT);
  }

  @Test
  void each_subscription_has_a_decoder_of_its_own() {
    // given
    Flux<String> lines = LINES.decode(Flux.just("on", "e\n").map(Bytes::text));
    // when, then
    StepVerifier.create(Flux.zip(lines, lines)).expectNextCount(1).expectComplete().verify(TIMEOUT);
    StepVerifier.create(lines.repeat(1)).expectNext("one", "one").expectComplete().verify(TIMEOUT);
  }

  @Test
  void a_supplier_that_fails_ends_the_subscription() {
    Supplier<ByteDecoder<String>> failing =
        () -> {
          throw new IllegalStateException("no decoder");
        };
    StepVerifier.create(Framing.decode(Flux.never(), failing))
        .expectErrorMessage("no decoder")
        .verify(TIMEOUT);
  }

  @Test
  void the_subscribers_context_reaches_the_source() {
    StepVerifier.create(
            LINES
                .decode(Flux.deferContextual(ctx -> Flux.just(Bytes.text(ctx.get("line") + "\n"))))
                .contextWrite(ctx -> ctx.put("line", "from the context")))
        .expectNext("from the context")
        .expectComplete()
        .verify(TIMEOUT);
  }

  @Test
  void cancelling_drops_nothing_late_and_no_error() {
    // given
    TestPublisher<ByteBuffer> bytes = TestPublisher.create();
    // when
    StepVerifier.create(LINES.decode(bytes), 1)
        .then(() -> bytes.next(Bytes.text("one\ntwo\n")))
        .expectNext("one")
        .thenCancel()
        .verifyThenAssertThat(TIMEOUT)
        // then
        .hasNotDroppedErrors()
        .hasNotDroppedElements();
    bytes.assertCancelled();
  }

  @Test
  void a_source_that_sends_more_than_requested_is_an_error() {
    // given a source that ignores demand while the consumer is busy
    TestPublisher<ByteBuffer> bytes =
        TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
    // when
    StepVerifier.create(
            LINES
                .decode(bytes)
                .doOnNext(
                    line -> {
                      if (line.equals("one")) {
                        bytes.next(Bytes.text("two\n"));
                        bytes.next(Bytes.text("three\n"));
                      }
                    }))
        .then(() -> bytes.next(Bytes.text("one\n")))
        .expectNext("one", "two")
        // then
        .expectErrorMatches(Exceptions::isOverflow)
        .verify(TIMEOUT);
  }

  @Test
  void a_long_frame_in_single_bytes_takes_linear_time() {
    // given
    int size = 2_000_000;
    Framer framer = Framing.lengthField().maxFrameBytes(size).build();
    ByteBuffer frame = framer.encode(Bytes.zeros(size));
    Flux<ByteBuffer> bytes = Flux.range(0, frame.limit()).map(i -> frame.slice(i, 1));
    // when, then
    StepVerifier.create(framer.decode(bytes))
        .expectNext(Bytes.zeros(size))
        .expectComplete()
        .verify(Duration.ofSeconds(60));
  }

  @Test
  void encoding_keeps_demand_and_ends_with_what_cannot_be_framed() {
    // given
    TestPublisher<ByteBuffer> payloads = TestPublisher.create();
    // when, then
    StepVerifier.create(Framing.lines(3).encode(payloads), 1)
        .then(() -> payloads.assertMaxRequested(1))
        .then(() -> payloads.next(Bytes.text("abc")))
        .expectNext(Bytes.text("abc\n"))
        .thenRequest(1)
        .then(() -> payloads.next(Bytes.text("abcd")))
        .expectErrorSatisfies(Failures.tooLong(3, 4))
        .verify(TIMEOUT);
    payloads.assertCancelled();
  }

  private static List<ByteBuffer> randomPayloads(Random random) {
    List<ByteBuffer> payloads = new ArrayList<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 10 : 700)];
      Arrays.fill(payload, (byte) i);
      payloads.add(ByteBuffer.wrap(payload));
    }
    return payloads;
  }

  private static ByteDecoder<String> recording(List<String> decoded) {
    ByteDecoder<String> lines = LINES.newDecoder();
    return (input, end) -> {
      String line = lines.decode(input, end);
      if (line != null) {
        decoded.add(line);
      }
      return line;
    };
  }

  private interface Step {
    @Nullable String apply(ByteBuffer input);
  }

  private static ByteDecoder<String> bounded(int maxPendingBytes, Step step) {
    return new ByteDecoder<>() {
      @Override
      public @Nullable String decode(ByteBuffer input, boolean endOfInput) {
        return step.apply(input);
      }

      @Override
      public int maxPendingBytes() {
        return maxPendingBytes;
      }
    };
  }
}
