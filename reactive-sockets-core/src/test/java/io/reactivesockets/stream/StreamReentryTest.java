package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What is called from within a signal, or too early, or too late. */
class StreamReentryTest {

  @OnEachTransport
  void an_empty_element_behind_bytes_that_wait_is_followed_by_the_next(Transport transport) {
    try (SocketPair pair =
        SocketPair.on(
            transport,
            control -> control.pendingOutboundBytes(1_024).outboundBufferBytes(4_096),
            control -> control.inboundBufferBytes(4_096).readAheadBytes(1_024))) {
      // Given more bytes than the kernel takes
      ByteBuffer much = ByteBuffer.allocate(4_000_000);
      Mono<Void> first = pair.client().send(Flux.just(much));
      Mono<Void> second =
          pair.client().send(Flux.just(ByteBuffer.allocate(0), bytes("a"), bytes("b")));

      StepVerifier.create(
              Mono.zip(
                  Flux.merge(first, second).then(Mono.just(1)),
                  pair.server()
                      .input()
                      .map(ByteBuffer::remaining)
                      .scan(0, Integer::sum)
                      .filter(soFar -> soFar == 4_000_002)
                      .next()))
          .expectNextCount(1)
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  /** Tells its subscriber of the subscription when it is told to. */
  private static final class LatePublisher implements Publisher<ByteBuffer> {

    private final AtomicReference<Subscriber<? super ByteBuffer>> subscriber =
        new AtomicReference<>();
    private final Sinks.Empty<Void> subscribed = Sinks.empty();
    private final AtomicLong emitted = new AtomicLong();
    private final Sinks.Empty<Void> cancelled = Sinks.empty();

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber.set(subscriber);
      subscribed.tryEmitEmpty();
    }

    void begin() {
      Subscriber<? super ByteBuffer> to = subscriber.get();
      to.onSubscribe(
          new Subscription() {
            @Override
            public void request(long n) {
              if (emitted.incrementAndGet() < 1_000) {
                to.onNext(bytes("x"));
              }
            }

            @Override
            public void cancel() {
              cancelled.tryEmitEmpty();
            }
          });
    }
  }

  @OnEachTransport
  void a_publisher_that_comes_when_its_send_has_failed_is_cancelled(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      LatePublisher late = new LatePublisher();
      StepVerifier.create(pair.client().send(late))
          .then(() -> late.subscribed.asMono().then(pair.client().reset()).block(TIMEOUT))
          .expectErrorSatisfies(
              failure ->
                  assertThat(((SocketOperationException) failure).status())
                      .isEqualTo(SocketErrorStatus.OPERATION_ABORTED))
          .verify(TIMEOUT);

      late.begin();

      late.cancelled.asMono().block(TIMEOUT);
      assertThat(late.emitted).hasValue(0);
    }
  }

  @OnEachTransport
  void a_send_that_follows_a_cancelled_one_is_not_cancelled_and_those_before_it_are(
      Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      List<String> ends = new CopyOnWriteArrayList<>();
      Mono<Void> first =
          pair.client()
              .send(Flux.never())
              .onErrorResume(cancelled -> pair.client().send(Flux.just(bytes("after"))))
              .doOnSuccess(done -> ends.add("after was sent"));
      Mono<Void> second =
          pair.client()
              .send(Flux.just(bytes("waiting")))
              .doOnError(cancelled -> ends.add("waiting was cancelled"))
              .onErrorComplete();

      StepVerifier.create(
              Mono.zip(
                  Mono.when(first, second, pair.client().cancelIo())
                      .then(pair.client().shutdownOutput())
                      .thenReturn(1),
                  SocketPair.rest(pair.server())))
          .assertNext(both -> assertThat(both.getT2()).isEqualTo("after"))
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(ends).containsExactlyInAnyOrder("after was sent", "waiting was cancelled");
    }
  }

  @OnEachTransport
  void who_leaves_a_detach_before_asking_leaves_the_socket_as_it_was(Transport transport) {
    try (SocketPair pair = SocketPair.on(transport)) {
      pair.client()
          .detach()
          .subscribe(
              new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                  subscription.cancel();
                }
              });

      StepVerifier.create(
              Mono.zip(
                  pair.server()
                      .send(bytes("in"))
                      .then(pair.client().send(bytes("out")))
                      .thenReturn(1),
                  SocketPair.text(pair.client(), 2),
                  SocketPair.text(pair.server(), 3)))
          .assertNext(
              all -> {
                assertThat(all.getT2()).isEqualTo("in");
                assertThat(all.getT3()).isEqualTo("out");
              })
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void the_end_of_the_connections_is_not_told_before_the_subscription_is(Transport transport) {
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1", 0, StreamSocketListenerControl.builder().transport(transport).build())
            .block(TIMEOUT);
    List<String> signals = new CopyOnWriteArrayList<>();
    listener
        .connections()
        .subscribe(
            new BaseSubscriber<>() {
              @Override
              protected void hookOnSubscribe(Subscription subscription) {
                listener.close().block(TIMEOUT);
                signals.add("subscribed");
              }

              @Override
              protected void hookOnComplete() {
                signals.add("completed");
              }
            });

    listener.closed().block(TIMEOUT);

    assertThat(signals).containsExactly("subscribed", "completed");
  }
}
