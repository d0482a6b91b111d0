package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static io.reactivesockets.stream.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ListenerDetachTest {

  private static StreamSocketListener listener(Transport transport, int acceptors) {
    return StreamSocketListener.bind(
            "127.0.0.1",
            0,
            StreamSocketListenerControl.builder().transport(transport).acceptors(acceptors).build())
        .block(TIMEOUT);
  }

  private static Mono<StreamSocket> client(int port) {
    return StreamSocket.connect("127.0.0.1", port);
  }

  private static void assumeDescriptors(Transport transport) {
    assumeThat(transport.name()).isIn("epoll", "io_uring");
  }

  @OnEachTransport
  void what_waits_in_the_backlog_is_accepted_where_it_is_adopted(Transport transport) {
    assumeDescriptors(transport);
    StreamSocketListener first = listener(transport, 1);
    StreamSocket before = client(first.port()).block(TIMEOUT);
    StepVerifier.create(first.connections(), 0)
        .then(
            () -> {
              // When it is detached, others connect while nobody serves them
              DetachedSocket detached = first.detach().block(TIMEOUT);
              StreamSocket between = client(first.port()).block(TIMEOUT);
              assertThat(first.information().open()).isFalse();
              StreamSocketListener second = StreamSocketListener.adopt(detached).block(TIMEOUT);
              assertThat(second.port()).isEqualTo(first.port());

              // Then the adopted listener has them all
              StreamSocket after = client(second.port()).block(TIMEOUT);
              List<StreamSocket> accepted =
                  second.connections().take(3).collectList().block(TIMEOUT);
              assertThat(accepted).hasSize(3);
              assertThat(second.sockets()).containsAll(accepted);
              Flux.just(before, between, after)
                  .concatMap(client -> client.send(bytes("x")).then(client.shutdownOutput()))
                  .blockLast(TIMEOUT);
              for (StreamSocket server : accepted) {
                assertThat(SocketPair.rest(server).block(TIMEOUT)).isEqualTo("x");
                server.close().block(TIMEOUT);
              }
              Flux.just(before, between, after).concatMap(StreamSocket::close).blockLast(TIMEOUT);
              second.close().block(TIMEOUT);
            })
        .expectComplete()
        .verify(TIMEOUT);
    first.close().block(TIMEOUT);
    first.closed().block(TIMEOUT);
  }

  @OnEachTransport
  void who_leaves_an_adoption_leaves_nothing_open(Transport transport) {
    assumeDescriptors(transport);
    List<StreamSocketListener> given = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 50; i++) {
      StreamSocketListener first = listener(transport, 3);
      DetachedSocket detached = first.detach().block(TIMEOUT);
      StreamSocketListener.adopt(detached).subscribe(given::add).dispose();
      assertThat(detached.isHeld()).isFalse();
    }
    given.forEach(each -> each.close().block(TIMEOUT));
    assertThat(given).hasSizeLessThan(50);
  }

  @OnEachTransport
  void what_was_accepted_and_nobody_was_given_goes_along(Transport transport) {
    assumeDescriptors(transport);
    StreamSocketListener first = listener(transport, 1);
    // Given connections that were asked for by somebody who left them
    Flux<StreamSocket> clients = Flux.range(0, 20).flatMap(i -> client(first.port())).cache();
    StreamSocket one = first.connections().take(1).next().block(waitFor(clients));
    one.close().block(TIMEOUT);

    DetachedSocket detached = first.detach().block(TIMEOUT);
    byte[] state = detached.encode();
    DetachedSocket there = DetachedSocket.decode(state, detached.take());
    StreamSocketListener second = StreamSocketListener.adopt(there).block(TIMEOUT);

    List<StreamSocket> rest = second.connections().take(19).collectList().block(TIMEOUT);
    assertThat(rest).hasSize(19);
    Flux.fromIterable(rest).flatMap(StreamSocket::close).blockLast(TIMEOUT);
    clients.flatMap(StreamSocket::close).blockLast(TIMEOUT);
    second.close().block(TIMEOUT);
  }

  private static java.time.Duration waitFor(Flux<StreamSocket> clients) {
    clients.blockLast(TIMEOUT);
    return TIMEOUT;
  }

  @OnEachTransport
  void every_acceptor_of_a_shared_port_goes_along(Transport transport) {
    assumeDescriptors(transport);
    StreamSocketListener first = listener(transport, 3);
    List<StreamSocket> clients =
        Flux.range(0, 30).flatMap(i -> client(first.port())).collectList().block(TIMEOUT);

    DetachedSocket detached = first.detach().block(TIMEOUT);

    assertThat(detached.descriptors()).hasSize(3);
    assertThat(detached.members())
        .allSatisfy(member -> assertThat(member.kind()).isEqualTo(DetachedSocketKind.LISTENER));
    StreamSocketListener second = StreamSocketListener.adopt(detached).block(TIMEOUT);
    List<StreamSocket> accepted = second.connections().take(30).collectList().block(TIMEOUT);
    Flux.fromIterable(accepted).flatMap(StreamSocket::close).blockLast(TIMEOUT);
    Flux.fromIterable(clients).flatMap(StreamSocket::close).blockLast(TIMEOUT);
    second.close().block(TIMEOUT);
  }

  @OnEachTransport
  void a_connection_can_join_an_adopted_listener(Transport transport) {
    assumeDescriptors(transport);
    StreamSocketListener first = listener(transport, 1);
    StreamSocket client = client(first.port()).block(TIMEOUT);
    StreamSocket served = first.connections().next().block(TIMEOUT);

    DetachedSocket socket = served.detach().block(TIMEOUT);
    DetachedSocket listening = first.detach().block(TIMEOUT);
    StreamSocketListener second = StreamSocketListener.adopt(listening).block(TIMEOUT);
    StreamSocket joined = second.adoptConnection(socket).block(TIMEOUT);

    assertThat(second.sockets()).containsExactly(joined);
    client.send(bytes("hello")).block(TIMEOUT);
    assertThat(SocketPair.text(joined, 5).block(TIMEOUT)).isEqualTo("hello");
    joined.close().block(TIMEOUT);
    client.close().block(TIMEOUT);
    second.close().block(TIMEOUT);
  }

  @OnEachTransport
  void a_closed_listener_and_a_socket_that_does_not_listen_are_refused(Transport transport) {
    assumeDescriptors(transport);
    StreamSocketListener listener = listener(transport, 1);
    listener.close().block(TIMEOUT);
    StepVerifier.create(listener.detach())
        .expectErrorSatisfies(status(SocketErrorStatus.ALREADY_CLOSED))
        .verify(TIMEOUT);
    try (SocketPair pair = SocketPair.on(transport)) {
      DetachedSocket stream = pair.server().detach().block(TIMEOUT);
      StepVerifier.create(StreamSocketListener.adopt(stream))
          .expectErrorSatisfies(status(SocketErrorStatus.SOCKET_TYPE_NOT_SUPPORTED))
          .verify(TIMEOUT);
      assertThat(stream.isHeld()).isTrue();
      stream.release();
    }
  }
}
