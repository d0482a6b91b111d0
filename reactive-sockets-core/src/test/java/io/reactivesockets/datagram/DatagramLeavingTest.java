package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.TIMEOUT;
import static io.reactivesockets.datagram.Sockets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.AnyMoment;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Subscribers of an opening socket that leave; the watch over descriptors sees what stays open. */
@Tag("once")
class DatagramLeavingTest {

  @OnEachTransport
  void leaving_a_bind_at_any_moment_leaves_nothing_open(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocketControl control = sockets.control(c -> c.sockets(sharing(transport)));

      AnyMoment.leave(() -> DatagramSocket.bind("127.0.0.1", 0, control), DatagramSocket::close);
    }
  }

  /** NIO cannot share a port on every JDK. */
  private static int sharing(Transport transport) {
    return transport.name().equals("nio") ? 1 : 2;
  }

  @OnEachTransport
  void leaving_a_connect_at_any_moment_leaves_nothing_open(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket peer = sockets.bind("127.0.0.1");
      DatagramSocketControl control = sockets.control(c -> c);

      AnyMoment.leave(
          () -> DatagramSocket.connect("127.0.0.1", peer.port(), control), DatagramSocket::close);
    }
  }

  @OnEachTransport
  void a_socket_that_nobody_asked_for_is_closed_when_its_subscriber_leaves(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      // given a subscriber without demand, of a port that is known
      DatagramSocket before = sockets.bind("127.0.0.1");
      int port = before.port();
      before.close().block(TIMEOUT);
      BaseSubscriber<DatagramSocket> nobody =
          new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}
          };
      DatagramSocketControl control = sockets.control(c -> c);
      DatagramSocket.bind("127.0.0.1", port, control).subscribe(nobody);
      // when
      nobody.cancel();
      // then the port is free, at once or soon
      Mono<DatagramSocket> again = DatagramSocket.bind("127.0.0.1", port, control);
      sockets.keep(again.retryWhen(Retry.fixedDelay(500, Duration.ofMillis(20))));
    }
  }

  @OnEachTransport
  void the_port_is_free_from_the_moment_in_which_closing_is_done(Transport transport)
      throws IOException {
    try (Sockets sockets = Sockets.on(transport)) {
      InetAddress host = InetAddress.getByName("127.0.0.1");
      for (int i = 0; i < 300; i++) {
        DatagramSocket socket = sockets.bind("127.0.0.1");

        socket.close().block(TIMEOUT);

        new java.net.DatagramSocket(socket.port(), host).close();
      }
    }
  }

  @OnEachTransport
  void who_leaves_on_another_thread_while_he_is_given_a_socket_does_not_get_it(
      Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      CompletableFuture<DatagramSocket> given = new CompletableFuture<>();
      BaseSubscriber<DatagramSocket> leaving =
          new BaseSubscriber<>() {
            private volatile boolean left;

            private void leave() {
              cancel();
              left = true;
            }

            @Override
            protected void hookOnNext(DatagramSocket socket) {
              new Thread(this::leave).start();
              // Whoever waits in another way blocks the event loop.
              boolean gone = false;
              while (!gone) {
                gone = left;
              }
              given.complete(socket);
            }
          };

      DatagramSocket.bind("127.0.0.1", 0, sockets.control(c -> c)).subscribe(leaving);

      given.orTimeout(60, TimeUnit.SECONDS).join().closed().block(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_cancel_after_a_socket_was_given_means_nothing(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      CompletableFuture<DatagramSocket> given = new CompletableFuture<>();
      Disposable having =
          DatagramSocket.bind("127.0.0.1", 0, sockets.control(c -> c)).subscribe(given::complete);
      DatagramSocket socket = sockets.keep(Mono.fromFuture(given));

      having.dispose();

      socket.send(Sockets.bytes("x"), address("127.0.0.1", socket.port())).block(TIMEOUT);
      assertThat(socket.messages().blockFirst(TIMEOUT)).isNotNull();
    }
  }

  @OnEachTransport
  void who_wants_one_socket_of_several_keeps_it(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocketControl control = sockets.control(c -> c);

      DatagramSocket first =
          sockets.keep(
              Flux.concat(
                      DatagramSocket.bind("127.0.0.1", 0, control),
                      DatagramSocket.bind("127.0.0.1", 0, control))
                  .next());

      assertThat(first.isOpen()).isTrue();
    }
  }
}
