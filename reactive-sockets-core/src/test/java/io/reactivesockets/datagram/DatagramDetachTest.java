package io.reactivesockets.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DatagramDetachTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static void assumeDescriptors(Transport transport) {
    assumeThat(transport.name()).isEqualTo("epoll");
  }

  private static DatagramSocket bound(Transport transport, int sockets) {
    return DatagramSocket.bind(
            "127.0.0.1",
            0,
            DatagramSocketControl.builder().transport(transport).sockets(sockets).build())
        .block(TIMEOUT);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Mono<List<String>> texts(DatagramSocket socket, int count) {
    return socket.messages().take(count).map(m -> m.text(StandardCharsets.UTF_8)).collectList();
  }

  private static void awaitUnread(DatagramSocket socket, int count) {
    Flux.interval(Duration.ofMillis(5))
        .filter(tick -> socket.information().unreadCount() == count)
        .blockFirst(TIMEOUT);
  }

  @OnEachTransport
  void who_leaves_an_adoption_leaves_nothing_open(Transport transport) {
    assumeDescriptors(transport);
    List<DatagramSocket> given = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 50; i++) {
      DetachedSocket detached = bound(transport, 3).detach().block(TIMEOUT);
      DatagramSocket.adopt(detached).subscribe(given::add).dispose();
      assertThat(detached.isHeld()).isFalse();
    }
    given.forEach(each -> each.close().block(TIMEOUT));
    assertThat(given).hasSizeLessThan(50);
  }

  @OnEachTransport
  void datagrams_that_were_not_emitted_come_first_where_it_is_adopted(Transport transport) {
    assumeDescriptors(transport);
    DatagramSocket first = bound(transport, 1);
    DatagramSocket client = DatagramSocket.connect("127.0.0.1", first.port()).block(TIMEOUT);
    client.send(bytes("a")).then(client.send(bytes("b"))).block(TIMEOUT);
    assertThat(texts(first, 1).block(TIMEOUT)).containsExactly("a");
    awaitUnread(first, 1);

    // When it is detached and travels, and more arrives meanwhile
    DetachedSocket detached = first.detach().block(TIMEOUT);
    client.send(bytes("")).then(client.send(bytes("d"))).block(TIMEOUT);
    assertThat(first.isOpen()).isFalse();
    first.close().block(TIMEOUT);
    DetachedSocket there = DetachedSocket.decode(detached.encode(), detached.take());
    DatagramSocket second = DatagramSocket.adopt(there).block(TIMEOUT);

    // Then nothing is missing, counts go on, and it can answer
    Message message = second.messages().blockFirst(TIMEOUT);
    assertThat(message.text(StandardCharsets.UTF_8)).isEqualTo("b");
    assertThat(message.remoteAddress().getPort()).isEqualTo(client.port());
    assertThat(texts(second, 2).block(TIMEOUT)).containsExactly("", "d");
    second.send(bytes("answer"), message.remoteAddress()).block(TIMEOUT);
    assertThat(texts(client, 1).block(TIMEOUT)).containsExactly("answer");
    assertThat(second.information().receivedCount()).isEqualTo(4);
    assertThat(second.information().droppedCount()).isZero();
    Flux.just(client, second).flatMap(DatagramSocket::close).blockLast(TIMEOUT);
  }

  @OnEachTransport
  void a_connected_socket_stays_connected(Transport transport) {
    assumeDescriptors(transport);
    DatagramSocket server = bound(transport, 1);
    DatagramSocket first =
        DatagramSocket.connect(
                "127.0.0.1",
                server.port(),
                DatagramSocketControl.builder().transport(transport).build())
            .block(TIMEOUT);

    DatagramSocket second = first.detach().flatMap(DatagramSocket::adopt).block(TIMEOUT);

    assertThat(second.port()).isEqualTo(first.port());
    assertThat(second.information().remotePort()).hasValue(Integer.toString(server.port()));
    second.send(Flux.range(0, 50).map(i -> Datagram.of(bytes("" + i)))).block(TIMEOUT);
    assertThat(texts(server, 50).block(TIMEOUT)).contains("0", "49");
    server.send(bytes("back"), second.localAddress()).block(TIMEOUT);
    assertThat(texts(second, 1).block(TIMEOUT)).containsExactly("back");
    Flux.just(server, second).flatMap(DatagramSocket::close).blockLast(TIMEOUT);
  }

  @OnEachTransport
  void what_was_sent_is_received_or_counted_over_many_hops(Transport transport) {
    assumeDescriptors(transport);
    DatagramSocket socket = bound(transport, 2);
    DatagramSocket client = DatagramSocket.connect("127.0.0.1", socket.port()).block(TIMEOUT);

    // When a socket of two descriptors hops while datagrams keep coming
    int hops = 20;
    int each = 500;
    for (int hop = 0; hop < hops; hop++) {
      Mono<SendResult> sending =
          client.send(Flux.range(0, each).map(i -> Datagram.of(bytes("datagram"))));
      Mono<DatagramSocket> hopping = socket.detach().flatMap(DatagramSocket::adopt);
      socket = Mono.zip(sending, hopping).block(TIMEOUT).getT2();
    }

    // Then each is in one of the counts
    DatagramSocket last = socket;
    last.messages().subscribe();
    Flux.interval(Duration.ofMillis(10))
        .filter(
            tick ->
                last.information().receivedCount()
                        + last.information().kernelDroppedCount().orElse(0)
                    == (long) hops * each)
        .blockFirst(TIMEOUT);
    assertThat(last.information().deliveredCount() + last.information().droppedCount())
        .isEqualTo(last.information().receivedCount());
    Flux.just(client, last).flatMap(DatagramSocket::close).blockLast(TIMEOUT);
  }

  @OnEachTransport
  void a_transport_without_descriptors_says_so(Transport transport) {
    assumeThat(transport.name()).isNotEqualTo("epoll");
    DatagramSocket socket = bound(transport, 1);
    StepVerifier.create(socket.detach())
        .expectErrorSatisfies(
            e ->
                assertThat(SocketError.statusOf(e))
                    .isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED))
        .verify(TIMEOUT);
    socket.close().block(TIMEOUT);
  }
}
