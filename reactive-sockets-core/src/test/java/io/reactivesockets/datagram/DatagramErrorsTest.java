package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.TIMEOUT;
import static io.reactivesockets.datagram.Sockets.address;
import static io.reactivesockets.datagram.Sockets.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.NetworkCapabilities;
import io.reactivesockets.host.NetworkCapability;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class DatagramErrorsTest {

  @OnEachTransport
  void a_refusal_by_the_peer_is_told_and_the_connected_socket_goes_on(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      // Given a peer that is gone
      DatagramSocket gone = sockets.bind("127.0.0.1");
      int port = gone.port();
      gone.close().block(TIMEOUT);
      DatagramSocket client = sockets.connect("127.0.0.1", port);
      AtomicReference<@Nullable Message> received = new AtomicReference<>();
      AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
      Disposable receiving = client.messages().subscribe(received::set, ended::set);

      // When something is sent to it
      StepVerifier.create(client.errors().next())
          .then(() -> client.send(bytes("anybody?")).block(TIMEOUT))
          .assertNext(
              told -> {
                assertThat(told.status()).isEqualTo(SocketErrorStatus.CONNECTION_REFUSED);
                assertThat(told)
                    .hasMessageContaining("reported it (ICMP) for a datagram")
                    .hasMessageEndingWith("check that a server listens there");
                assertThat(told.remoteAddress()).contains(address("127.0.0.1", port));
              })
          .expectComplete()
          .verify(TIMEOUT);

      // Then the receiver goes on, and hears the peer when it is back
      assertThat(receiving.isDisposed()).isFalse();
      assertThat(client.information().networkErrorCount()).isPositive();
      DatagramSocket back =
          sockets.keep(DatagramSocket.bind("127.0.0.1", port, sockets.control(c -> c)));
      Mono<Message> asked = back.messages().next();
      client.send(bytes("anybody?")).block(TIMEOUT);
      Message question = asked.block(TIMEOUT);
      assertThat(question).isNotNull();
      back.send(bytes("me"), question.remoteAddress()).block(TIMEOUT);
      Flux.interval(Duration.ofMillis(5)).filter(t -> received.get() != null).blockFirst(TIMEOUT);
      assertThat(ended.get()).isNull();
    }
  }

  @OnEachTransport
  void a_refusal_hits_no_datagram_to_another_peer(Transport transport) {
    assumeFalse(transport.name().equals("nio"), "NIO tells nothing on unconnected sockets");
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket gone = sockets.bind("127.0.0.1");
      InetSocketAddress nobody = address("127.0.0.1", gone.port());
      gone.close().block(TIMEOUT);
      DatagramSocket listening = sockets.bind("127.0.0.1");
      InetSocketAddress somebody = address("127.0.0.1", listening.port());
      DatagramSocket sender = sockets.bind("127.0.0.1");
      Mono<Long> arrived = listening.messages().take(100).count();

      StepVerifier.create(
              Mono.zip(
                  sender.errors().next(),
                  arrived,
                  sender.send(
                      Flux.range(0, 200)
                          .map(i -> Datagram.to(i % 2 == 0 ? nobody : somebody, bytes("" + i))))))
          .assertNext(
              all -> {
                assertThat(all.getT1().status())
                    .isIn(SocketErrorStatus.CONNECTION_REFUSED, SocketErrorStatus.UNKNOWN);
                assertThat(all.getT2()).isEqualTo(100);
                assertThat(all.getT3().sentCount() + all.getT3().failedCount()).isEqualTo(200);
              })
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(sender.information().networkErrorCount()).isPositive();
    }
  }

  @OnEachTransport
  void a_datagram_that_is_sent_right_after_a_refused_one_is_sent(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket gone = sockets.bind("127.0.0.1");
      InetSocketAddress nobody = address("127.0.0.1", gone.port());
      gone.close().block(TIMEOUT);
      DatagramSocket listening = sockets.bind("127.0.0.1");
      InetSocketAddress somebody = address("127.0.0.1", listening.port());
      DatagramSocket sender = sockets.bind("127.0.0.1");

      // Each pair within one turn of the event loop, before it can hear of the refusal by itself.
      Mono<Void> pairs =
          sender
              .send(bytes("nobody hears"), nobody)
              .then(sender.send(bytes("somebody hears"), somebody))
              .repeat(49)
              .then();

      StepVerifier.create(
              listening
                  .messages()
                  .map(Sockets::text)
                  .take(50)
                  .collectList()
                  .zipWith(pairs.thenReturn(1)))
          .assertNext(both -> assertThat(both.getT1()).hasSize(50).containsOnly("somebody hears"))
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(sender.information().failedCount()).isZero();
      assertThat(sender.information().sentCount()).isEqualTo(100);
    }
  }

  @OnEachTransport
  void one_datagram_that_fails_does_not_keep_the_others(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.bind("127.0.0.1");
      InetSocketAddress to = address("127.0.0.1", receiver.port());
      Flux<Datagram> datagrams =
          Flux.just(bytes("a"), java.nio.ByteBuffer.allocate(70_000), bytes("c"))
              .map(payload -> Datagram.to(to, payload));

      StepVerifier.create(
              Mono.zip(
                  receiver.messages().map(Sockets::text).take(2).collectList(),
                  sender.errors().next(),
                  sender.send(datagrams)))
          .assertNext(
              all -> {
                assertThat(all.getT1()).containsExactly("a", "c");
                assertThat(all.getT2().status()).isEqualTo(SocketErrorStatus.MESSAGE_TOO_LONG);
                assertThat(all.getT3().sentCount()).isEqualTo(2);
                assertThat(all.getT3().failedCount()).isEqualTo(1);
              })
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void what_is_not_permitted_is_neither_sent_nor_received(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      NetworkCapabilities internetOnly = NetworkCapabilities.of(NetworkCapability.INTERNET_CLIENT);
      DatagramSocket confined =
          sockets.bind("127.0.0.1", control -> control.networkCapabilities(internetOnly));
      DatagramSocket other = sockets.bind("127.0.0.1");

      other.send(bytes("x"), address("127.0.0.1", confined.port())).block(TIMEOUT);
      Flux.interval(Duration.ofMillis(5))
          .filter(tick -> confined.information().deniedCount() == 1)
          .blockFirst(TIMEOUT);

      assertThat(status(confined.send(bytes("y"), address("127.0.0.1", other.port()))))
          .isEqualTo(SocketErrorStatus.NETWORK_CAPABILITY_DENIED);
      assertThat(confined.information().deliveredCount()).isZero();
    }
  }

  @OnEachTransport
  void misuse_is_told_by_its_status(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket bound = sockets.bind("127.0.0.1");
      DatagramSocket connected = sockets.connect("127.0.0.1", bound.port());

      assertThat(status(bound.send(bytes("x")))).isEqualTo(SocketErrorStatus.NOT_CONNECTED);
      assertThat(status(connected.send(bytes("x"), address("127.0.0.1", 9))))
          .isEqualTo(SocketErrorStatus.ALREADY_CONNECTED);
      assertThat(status(bound.send(bytes("x"), address("::1", 9))))
          .isEqualTo(SocketErrorStatus.ADDRESS_FAMILY_NOT_SUPPORTED);
      assertThat(
              status(
                  DatagramSocket.bind("127.0.0.1", bound.port(), sockets.control(c -> c)).then()))
          .isEqualTo(SocketErrorStatus.ADDRESS_ALREADY_IN_USE);
      assertThat(status(DatagramSocket.connect("224.0.0.1", 9, sockets.control(c -> c)).then()))
          .isEqualTo(SocketErrorStatus.HOST_NOT_FOUND);
      assertThatThrownBy(() -> bound.send(bytes("x"), address("127.0.0.1", 0)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @OnEachTransport
  void closing_ends_a_send_that_never_would(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender =
          DatagramSocket.connect("127.0.0.1", receiver.port(), sockets.control(c -> c))
              .block(TIMEOUT);
      Sinks.Many<Datagram> source = Sinks.many().unicast().onBackpressureBuffer();

      StepVerifier.create(sender.send(source.asFlux()))
          .then(() -> source.tryEmitNext(Datagram.of(bytes("x"))).orThrow())
          .then(
              () ->
                  StepVerifier.create(sender.close(Duration.ofMillis(200)))
                      .expectErrorSatisfies(
                          e ->
                              assertThat(((SocketOperationException) e).status())
                                  .isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT))
                      .verify(TIMEOUT))
          .expectErrorSatisfies(
              e ->
                  assertThat(((SocketOperationException) e).status())
                      .isEqualTo(SocketErrorStatus.OPERATION_ABORTED))
          .verify(TIMEOUT);
      assertThat(source.currentSubscriberCount()).isZero();
    }
  }

  private static @Nullable SocketErrorStatus status(Mono<Void> failing) {
    return failing
        .then(Mono.<SocketErrorStatus>empty())
        .onErrorResume(SocketOperationException.class, failure -> Mono.just(failure.status()))
        .block(TIMEOUT);
  }
}
