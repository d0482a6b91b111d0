package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.TIMEOUT;
import static io.reactivesockets.datagram.Sockets.address;
import static io.reactivesockets.datagram.Sockets.bytes;
import static io.reactivesockets.datagram.Sockets.noise;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DatagramContractTest {

  private static final int[] SIZES = {0, 1, 64, 1_472, 1_473, 2_048, 2_049, 9_000, 65_507};

  @OnEachTransport
  void datagrams_of_every_size_arrive_whole_over_ipv4(Transport transport) {
    everySizeArrives(transport, "127.0.0.1");
  }

  @OnEachTransport
  void datagrams_of_every_size_arrive_whole_over_ipv6(Transport transport) {
    everySizeArrives(transport, "::1");
  }

  private static void everySizeArrives(Transport transport, String host) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind(host);
      DatagramSocket sender = sockets.bind(host);
      InetSocketAddress to = address(host, receiver.port());

      for (int size : SIZES) {
        sender.send(ByteBuffer.wrap(noise(size)), to).block(TIMEOUT);
      }

      StepVerifier.create(receiver.messages().take(SIZES.length).collectList())
          .assertNext(
              all -> {
                assertThat(all.stream().mapToInt(Message::size)).containsExactly(boxed());
                assertThat(all)
                    .allSatisfy(
                        each -> {
                          assertThat(each.payload()).isEqualTo(ByteBuffer.wrap(noise(each.size())));
                          assertThat(each.remoteAddress()).isEqualTo(address(host, sender.port()));
                          assertThat(each.localAddress()).contains(to);
                          assertThat(each.truncated()).isFalse();
                        });
              })
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  private static Integer[] boxed() {
    return IntStream.of(SIZES).boxed().toArray(Integer[]::new);
  }

  @OnEachTransport
  void datagrams_of_every_size_arrive_whole_between_connected_sockets(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket server = sockets.bind("127.0.0.1");
      DatagramSocket client = sockets.connect("127.0.0.1", server.port());
      server.send(server.messages().map(m -> m.reply(m.payload()))).subscribe();

      Mono<SendResult> sending =
          client.send(
              Flux.fromStream(IntStream.of(SIZES).boxed())
                  .map(size -> Datagram.of(ByteBuffer.wrap(noise(size)))));

      StepVerifier.create(
              client
                  .messages()
                  .take(SIZES.length)
                  .map(Message::size)
                  .collectList()
                  .zipWith(sending))
          .assertNext(
              both -> {
                assertThat(both.getT1()).containsExactly(boxed());
                assertThat(both.getT2().sentCount()).isEqualTo(SIZES.length);
                assertThat(both.getT2().failedCount()).isZero();
              })
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void runs_of_equal_datagrams_arrive_one_by_one(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.bind("127.0.0.1");
      InetSocketAddress to = address("127.0.0.1", receiver.port());
      List<String> expected =
          IntStream.range(0, 500).mapToObj(i -> "%05d".formatted(i).repeat(1 + i / 100)).toList();

      StepVerifier.create(
              receiver
                  .messages()
                  .take(500)
                  .map(Sockets::text)
                  .collectList()
                  .zipWith(
                      sender.send(Flux.fromIterable(expected).map(s -> Datagram.to(to, bytes(s))))))
          .assertNext(
              both -> {
                assertThat(both.getT1()).isEqualTo(expected);
                assertThat(both.getT2()).extracting(SendResult::sentCount).isEqualTo(500L);
              })
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_datagram_that_is_too_long_fails_and_the_socket_goes_on(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.bind("127.0.0.1");
      InetSocketAddress to = address("127.0.0.1", receiver.port());

      StepVerifier.create(sender.send(ByteBuffer.allocate(65_508), to))
          .expectErrorSatisfies(
              e ->
                  assertThat(e)
                      .isInstanceOfSatisfying(
                          SocketOperationException.class,
                          told ->
                              assertThat(told.status())
                                  .isEqualTo(SocketErrorStatus.MESSAGE_TOO_LONG)))
          .verify(TIMEOUT);
      sender.send(bytes("still here"), to).block(TIMEOUT);

      assertThat(receiver.messages().map(Sockets::text).blockFirst(TIMEOUT))
          .isEqualTo("still here");
      assertThat(sender.information().failedCount()).isEqualTo(1);
      assertThat(sender.information().sentCount()).isEqualTo(1);
    }
  }

  @OnEachTransport
  void a_second_receiver_is_refused_and_a_later_one_gets_what_was_left(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());
      sender.send(Flux.just("a", "b", "c").map(s -> Datagram.of(bytes(s)))).block(TIMEOUT);

      StepVerifier.create(receiver.messages().map(Sockets::text), 1)
          .expectNext("a")
          .then(
              () ->
                  StepVerifier.create(receiver.messages())
                      .expectErrorSatisfies(
                          e ->
                              assertThat(((SocketOperationException) e).status())
                                  .isEqualTo(SocketErrorStatus.IN_USE))
                      .verify(TIMEOUT))
          .thenCancel()
          .verify(TIMEOUT);

      assertThat(receiver.isOpen()).isTrue();
      assertThat(receiver.messages().map(Sockets::text).take(2).collectList().block(TIMEOUT))
          .containsExactly("b", "c");
    }
  }

  @OnEachTransport
  void closing_completes_the_receiver_and_closing_twice_is_harmless(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket socket = sockets.bind("127.0.0.1");

      StepVerifier.create(socket.messages())
          .then(() -> socket.close().block(TIMEOUT))
          .expectComplete()
          .verify(TIMEOUT);

      StepVerifier.create(socket.close()).expectComplete().verify(TIMEOUT);
      StepVerifier.create(socket.messages()).expectComplete().verify(TIMEOUT);
      StepVerifier.create(socket.send(bytes("x"), address("127.0.0.1", 9)))
          .expectErrorSatisfies(
              e ->
                  assertThat(((SocketOperationException) e).status())
                      .isEqualTo(SocketErrorStatus.ALREADY_CLOSED))
          .verify(TIMEOUT);
      assertThat(socket.information().open()).isFalse();
    }
  }
}
