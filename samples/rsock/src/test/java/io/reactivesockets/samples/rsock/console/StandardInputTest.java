package io.reactivesockets.samples.rsock.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

class StandardInputTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Pipe pipe;
  private StandardInput input;

  @BeforeEach
  void open() throws IOException {
    pipe = Pipe.open();
    input = new StandardInput(pipe.source());
  }

  @AfterEach
  void close() throws IOException {
    pipe.sink().close();
    Flux.from(input).blockLast(TIMEOUT);
    pipe.source().close();
  }

  @Test
  void bytes_come_as_they_are_typed_until_the_end() {
    StepVerifier.create(texts())
        .then(() -> type("one"))
        .expectNext("one")
        .then(() -> type("two"))
        .expectNext("two")
        .then(this::typeEnd)
        .expectComplete()
        .verify(TIMEOUT);
  }

  @Test
  void nothing_is_read_before_it_is_asked_for() {
    type("waits");
    StepVerifier.create(texts(), 0)
        .expectSubscription()
        .then(() -> assertThat(input.isUsed()).isFalse())
        .thenRequest(1)
        .expectNext("waits")
        .thenCancel()
        .verify(TIMEOUT);
  }

  @Test
  void all_subscribers_get_each_chunk_at_the_pace_of_the_slowest() {
    TestSubscriber<String> slow = TestSubscriber.builder().initialRequest(0).build();
    texts().subscribe(slow);

    StepVerifier.create(texts())
        .then(() -> type("x"))
        .expectNoEvent(Duration.ofMillis(100))
        .then(() -> slow.request(1))
        .expectNext("x")
        .thenCancel()
        .verify(TIMEOUT);

    slow.cancel();
    assertThat(slow.getReceivedOnNext()).containsExactly("x");
  }

  @Test
  void a_subscriber_who_comes_after_the_end_is_told_at_once() {
    StepVerifier.create(texts()).then(this::typeEnd).expectComplete().verify(TIMEOUT);

    StepVerifier.create(texts()).expectComplete().verify(TIMEOUT);
  }

  private Flux<String> texts() {
    return Flux.from(input).map(chunk -> UTF_8.decode(chunk).toString());
  }

  private void type(String text) {
    try {
      Channels.newOutputStream(pipe.sink()).write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void typeEnd() {
    try {
      pipe.sink().close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
