package io.reactivesockets.samples.rsock.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class StandardOutputTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final StandardOutput output = new StandardOutput(Channels.newChannel(written));

  @Test
  void it_completes_when_the_last_byte_is_written() {
    Flux<ByteBuffer> chunks = Flux.range(0, 1_000).map(i -> chunk(i + "\n"));

    StepVerifier.create(output.write(chunks)).expectComplete().verify(TIMEOUT);

    assertThat(written.toString(UTF_8)).hasLineCount(1_000).startsWith("0\n1\n").endsWith("999\n");
  }

  @Test
  void several_publishers_write_at_once_chunk_by_chunk() {
    TestPublisher<ByteBuffer> silent = TestPublisher.create();
    Flux<ByteBuffer> chunks = Flux.range(0, 100).map(i -> chunk("x"));

    StepVerifier.create(Mono.when(output.write(silent), output.write(chunks), output.write(chunks)))
        .then(() -> silent.emit(chunk("y")))
        .expectComplete()
        .verify(TIMEOUT);

    assertThat(written.toString(UTF_8)).hasSize(201).containsOnlyOnce("y");
  }

  @Test
  void a_few_chunks_are_asked_for_and_more_when_they_are_written() {
    CountDownLatch open = new CountDownLatch(1);
    AtomicInteger emitted = new AtomicInteger();
    StandardOutput blocked = new StandardOutput(Channels.newChannel(new Gate(open, written)));
    Flux<ByteBuffer> chunks =
        Flux.range(0, 100).map(i -> chunk("x")).doOnNext(chunk -> emitted.incrementAndGet());

    StepVerifier.create(blocked.write(chunks))
        .then(() -> assertThat(emitted).hasValue(4))
        .then(open::countDown)
        .expectComplete()
        .verify(TIMEOUT);

    assertThat(written.size()).isEqualTo(100);
  }

  @Test
  void an_error_of_the_publisher_comes_after_what_it_emitted_is_written() {
    Flux<ByteBuffer> failing =
        Flux.just(chunk("before")).concatWith(Flux.error(new IllegalStateException("boom")));

    StepVerifier.create(output.write(failing)).expectErrorMessage("boom").verify(TIMEOUT);

    assertThat(written.toString(UTF_8)).isEqualTo("before");
  }

  @Test
  void an_output_that_takes_no_more_cancels_the_publisher_and_says_so() {
    TestPublisher<ByteBuffer> source = TestPublisher.create();
    StandardOutput broken = new StandardOutput(Channels.newChannel(new Broken()));

    StepVerifier.create(broken.write(source))
        .then(() -> source.next(chunk("x")))
        .expectErrorMatches(
            failure ->
                failure instanceof ConsoleException
                    && failure.getMessage().startsWith("standard output: no space left; "))
        .verify(TIMEOUT);

    source.assertCancelled();
  }

  private static ByteBuffer chunk(String text) {
    return UTF_8.encode(text);
  }

  /** Takes nothing before it is opened. */
  private static final class Gate extends FilterOutputStream {

    private final CountDownLatch open;

    Gate(CountDownLatch open, OutputStream target) {
      super(target);
      this.open = open;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      out.write(bytes, offset, length);
    }
  }

  private static final class Broken extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      throw new IOException("no space left");
    }
  }
}
