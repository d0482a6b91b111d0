package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.AnyMoment;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Whoever leaves, and when: there is one terminal signal, and nothing is left behind. */
@Tag("once")
class SignalsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private WebSocketListener listener;
  private URI uri;

  @BeforeEach
  void serve() {
    listener = Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0).block(TIMEOUT));
    uri = URI.create("ws://127.0.0.1:" + listener.port() + "/echo");
    listener
        .messageSockets("/echo")
        .flatMap(each -> each.send(each.frames()).onErrorComplete(), 1_000)
        .subscribe();
  }

  @AfterEach
  void nobodyIsLeft() {
    // Sockets that a client has dropped end by themselves; what is still open after that is cut.
    assertThat(listener.shutdown(Duration.ofSeconds(20)).block(TIMEOUT)).isZero();
  }

  @Test
  void a_connect_that_is_left_at_any_moment_leaves_no_socket() {
    AnyMoment.leave(() -> MessageWebSocket.connect(uri), socket -> socket.close(1000, "").then());
  }

  @Test
  void switching_from_send_to_send_leaves_the_socket_as_it_was() {
    StepVerifier.create(
            MessageWebSocket.connect(uri)
                .flatMapMany(
                    socket ->
                        Flux.range(0, 50)
                            .switchMap(
                                round ->
                                    socket.send(Flux.never().startWith(0).map(SignalsTest::text)))
                            .timeout(Duration.ofMillis(300), Mono.empty())
                            .thenMany(socket.send(Frame.text("last")))
                            .thenMany(
                                socket.frames().map(Frame::text).takeUntil("last"::equals).last())
                            .concatWith(
                                Mono.defer(() -> socket.close(1000, "").then(Mono.empty())))))
        .expectNext("last")
        .expectComplete()
        .verify(TIMEOUT);
  }

  private static Frame text(Object any) {
    return Frame.text(any.toString());
  }

  @Test
  void switching_between_receivers_loses_no_message() {
    Flux<String> received =
        MessageWebSocket.connect(uri)
            .flatMapMany(
                socket ->
                    socket
                        .send(Flux.range(0, 100).map(SignalsTest::text))
                        .thenMany(
                            Flux.range(0, 100)
                                .concatMap(turn -> socket.frames().take(1).map(Frame::text)))
                        .concatWith(Mono.defer(() -> socket.close(1000, "").then(Mono.empty()))));
    StepVerifier.create(received)
        .expectNextSequence(IntStream.range(0, 100).mapToObj(String::valueOf).toList())
        .expectComplete()
        .verify(TIMEOUT);
  }
}
