package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.TIMEOUT;
import static io.reactivesockets.datagram.Sockets.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** That a datagram waits is told without taking it. */
class DatagramReadableTest {

  private static final Duration MOMENT = Duration.ofMillis(50);

  private static void expectReadable(DatagramSocket socket, boolean something) {
    StepVerifier.create(socket.readable()).expectNext(something).expectComplete().verify(TIMEOUT);
  }

  @OnEachTransport
  void what_arrives_is_told_once_it_does_and_stays_for_whoever_receives(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());

      StepVerifier.create(Mono.zip(receiver.readable(), receiver.readable()))
          .expectSubscription()
          .expectNoEvent(MOMENT)
          .then(() -> sender.send(bytes("one")).block(TIMEOUT))
          .expectNextMatches(both -> both.getT1() && both.getT2())
          .expectComplete()
          .verify(TIMEOUT);

      expectReadable(receiver, true);
      assertThat(receiver.messages().map(Sockets::text).blockFirst(TIMEOUT)).isEqualTo("one");
    }
  }

  @OnEachTransport
  void when_all_is_taken_it_waits_for_more_on_bound_and_connected_sockets(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());

      for (int round = 0; round < 3; round++) {
        sender.send(bytes("ping")).block(TIMEOUT);
        expectReadable(receiver, true);
        Message asked = receiver.messages().blockFirst(TIMEOUT);
        assertThat(asked).isNotNull();

        StepVerifier.create(sender.readable())
            .then(() -> receiver.send(bytes("pong"), asked.remoteAddress()).block(TIMEOUT))
            .expectNext(true)
            .expectComplete()
            .verify(TIMEOUT);
        assertThat(sender.messages().map(Sockets::text).blockFirst(TIMEOUT)).isEqualTo("pong");
      }
    }
  }

  @OnEachTransport
  void closing_tells_who_waits_and_who_comes_later_that_only_the_end_does(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket socket = sockets.bind("127.0.0.1");

      StepVerifier.create(socket.readable())
          .expectSubscription()
          .expectNoEvent(MOMENT)
          .then(() -> socket.close().block(TIMEOUT))
          .expectNext(false)
          .expectComplete()
          .verify(TIMEOUT);
      expectReadable(socket, false);
    }
  }
}
