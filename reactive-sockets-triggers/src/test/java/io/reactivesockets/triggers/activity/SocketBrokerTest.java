package io.reactivesockets.triggers.activity;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.broker.TestBroker;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Sockets go to a broker and come back, and what happens to them meanwhile is told. */
class SocketBrokerTest {

  private static final UUID TASK = SocketActivityTask.runningProcess("task").id();

  private TestBroker service;
  private SocketBroker broker;

  @BeforeEach
  void start() {
    service = TestBroker.start();
    broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
  }

  @AfterEach
  void stop() {
    broker.close().block(LIMIT);
    service.close();
  }

  @Test
  void a_connection_goes_to_the_broker_and_comes_back_with_all_its_bytes() throws IOException {
    try (Connection connection = Connection.open()) {
      connection.peerSends("read before, left unread");
      assertThat(Connection.read(connection.ours(), 1)).startsWith("read before");
      broker.enableTransferOwnership(connection.ours(), TASK);

      broker
          .transfer(connection.ours(), "one", SocketActivityContext.of(UTF_8.encode("where")))
          .block(LIMIT);
      connection.peerSends(", came meanwhile");

      assertThat(connection.ours().isOpen()).isFalse();
      SocketActivityInformation held = broker.allSockets().block(LIMIT).get("one");
      assertThat(held.context()).isEqualTo(SocketActivityContext.of(UTF_8.encode("where")));
      assertThat(held.socketKind()).isEqualTo(SocketActivityKind.STREAM_SOCKET);
      assertThat(held.taskId()).isEqualTo(TASK);
      StreamSocket back = held.streamSocket().block(LIMIT);
      assertThat(Connection.read(back, 16)).endsWith(", came meanwhile");
      Connection.send(back, "answer");
      assertThat(connection.peerReads(6)).isEqualTo("answer");
      assertThat(broker.allSockets().block(LIMIT)).isEmpty();
      back.close().block(LIMIT);
    }
  }

  @Test
  void bytes_wake_the_application() throws IOException {
    try (Connection connection = Connection.open()) {
      give(connection, "one");

      SocketActivityTriggerDetails details =
          nextAfter(
              () -> {
                connection.peerSends("hello");
                return 1;
              });

      assertThat(details.reason()).isEqualTo(SocketActivityTriggerReason.SOCKET_ACTIVITY);
      assertThat(details.socketInformation().id()).isEqualTo("one");
      StreamSocket back = details.socketInformation().streamSocket().block(LIMIT);
      assertThat(Connection.read(back, 5)).isEqualTo("hello");
      back.close().block(LIMIT);
    }
  }

  @Test
  void bytes_that_the_application_had_not_read_wake_it_at_once() throws IOException {
    try (Connection connection = Connection.open()) {
      connection.peerSends("unread");
      StepVerifier.create(connection.ours().input(), 0).thenAwait().thenCancel().verify(LIMIT);
      give(connection, "one");

      assertThat(broker.activities().blockFirst(LIMIT).reason())
          .isEqualTo(SocketActivityTriggerReason.SOCKET_ACTIVITY);
    }
  }

  @Test
  void a_connection_that_the_peer_closes_wakes_the_application() throws IOException {
    try (Connection connection = Connection.open()) {
      give(connection, "one");

      SocketActivityTriggerDetails details =
          nextAfter(
              () -> {
                connection.peer().close();
                return 1;
              });

      assertThat(details.reason()).isEqualTo(SocketActivityTriggerReason.SOCKET_CLOSED);
      StreamSocket back = details.socketInformation().streamSocket().block(LIMIT);
      StepVerifier.create(back.input()).expectComplete().verify(LIMIT);
      back.close().block(LIMIT);
    }
  }

  @Test
  void last_words_before_the_close_are_activity() throws IOException {
    try (Connection connection = Connection.open()) {
      give(connection, "one");
      connection.peerSends("last words");
      connection.peer().close();

      assertThat(broker.activities().blockFirst(LIMIT).reason())
          .isEqualTo(SocketActivityTriggerReason.SOCKET_ACTIVITY);
    }
  }

  @Test
  void a_connection_that_the_peer_resets_wakes_the_application() throws IOException {
    try (Connection connection = Connection.open()) {
      give(connection, "one");
      connection.peer().setSoLinger(true, 0);
      connection.peer().close();

      assertThat(broker.activities().blockFirst(LIMIT).reason())
          .isEqualTo(SocketActivityTriggerReason.SOCKET_CLOSED);
    }
  }

  @Test
  void silence_for_the_keep_alive_time_wakes_the_application() throws IOException {
    try (Connection connection = Connection.open()) {
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker
          .transfer(connection.ours(), "one", SocketActivityContext.empty(), Duration.ofMillis(200))
          .block(LIMIT);

      SocketActivityTriggerDetails details = broker.activities().blockFirst(LIMIT);

      assertThat(details.reason()).isEqualTo(SocketActivityTriggerReason.KEEP_ALIVE_TIMER_EXPIRED);
      assertThat(details.socketInformation().keepAliveTime()).contains(Duration.ofMillis(200));
    }
  }

  @Test
  void a_connection_to_a_listener_wakes_the_application() throws IOException {
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1",
                0,
                StreamSocketListenerControl.builder().transport(Transport.epoll()).build())
            .block(LIMIT);
    int port = listener.port();
    broker.enableTransferOwnership(listener, TASK, SocketActivityConnectedStandbyAction.WAKE);
    broker.transfer(listener, "listener").block(LIMIT);

    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      SocketActivityTriggerDetails details = broker.activities().blockFirst(LIMIT);

      assertThat(details.reason()).isEqualTo(SocketActivityTriggerReason.CONNECTION_ACCEPTED);
      StreamSocketListener back = details.socketInformation().streamSocketListener().block(LIMIT);
      assertThat(back.port()).isEqualTo(port);
      StreamSocket accepted = back.connections().next().block(LIMIT);
      Connection.send(accepted, "!");
      assertThat(client.getInputStream().read()).isEqualTo('!');
      accepted.close().block(LIMIT);
      back.close().block(LIMIT);
    }
  }

  @Test
  void a_datagram_wakes_the_application_and_none_is_lost() throws IOException {
    DatagramSocket socket =
        DatagramSocket.bind(
                "127.0.0.1",
                0,
                DatagramSocketControl.builder().transport(Transport.epoll()).build())
            .block(LIMIT);
    int port = socket.port();
    broker.enableTransferOwnership(socket, TASK);
    broker.transfer(socket, "datagrams").block(LIMIT);

    try (java.net.DatagramSocket sender = new java.net.DatagramSocket()) {
      for (byte i = 0; i < 3; i++) {
        sender.send(new DatagramPacket(new byte[] {i}, 1, InetAddress.getLoopbackAddress(), port));
      }
      SocketActivityTriggerDetails details = broker.activities().blockFirst(LIMIT);

      assertThat(details.reason()).isEqualTo(SocketActivityTriggerReason.SOCKET_ACTIVITY);
      DatagramSocket back = details.socketInformation().datagramSocket().block(LIMIT);
      StepVerifier.create(back.messages().map(message -> message.payload().get(0)).take(3))
          .expectNext((byte) 0, (byte) 1, (byte) 2)
          .expectComplete()
          .verify(LIMIT);
      back.close().block(LIMIT);
    }
  }

  @Test
  void standby_holds_back_what_does_not_wake() throws IOException {
    SocketBrokerAdministrator administrator =
        SocketBrokerAdministrator.connect(service.directory()).block(LIMIT);
    try (Connection quiet = Connection.open();
        Connection urgent = Connection.open()) {
      administrator.standby(true).block(LIMIT);
      give(quiet, "quiet");
      broker.enableTransferOwnership(
          urgent.ours(), TASK, SocketActivityConnectedStandbyAction.WAKE);
      broker.transfer(urgent.ours(), "urgent").block(LIMIT);
      quiet.peerSends("1");
      urgent.peerSends("1");

      Mono<Void> ended = administrator.standby(false).cache();
      StepVerifier.create(broker.activities().map(details -> details.socketInformation().id()))
          .expectNext("urgent")
          .then(ended::subscribe)
          .expectNext("quiet")
          .thenCancel()
          .verify(LIMIT);
      ended.block(LIMIT);
    } finally {
      administrator.close().block(LIMIT);
    }
  }

  @Test
  void what_nobody_took_is_told_to_the_next_who_asks() throws IOException {
    try (Connection connection = Connection.open()) {
      give(connection, "one");
      connection.peerSends("1");
      assertThat(broker.activities().blockFirst(LIMIT).socketInformation().id()).isEqualTo("one");

      assertThat(broker.activities().blockFirst(LIMIT).socketInformation().id()).isEqualTo("one");
    }
  }

  @Test
  void a_context_can_be_replaced_and_a_socket_given_up() throws IOException {
    try (Connection connection = Connection.open()) {
      give(connection, "one");

      broker.updateContext("one", SocketActivityContext.of(UTF_8.encode("new"))).block(LIMIT);

      assertThat(broker.socket("one").block(LIMIT).context())
          .isEqualTo(SocketActivityContext.of(UTF_8.encode("new")));
      broker.giveUp("one").block(LIMIT);
      assertThat(connection.peer().getInputStream().read()).isEqualTo(-1);
      assertThat(broker.allSockets().block(LIMIT)).isEmpty();
    }
  }

  @Test
  void a_refused_transfer_leaves_the_connection_here() throws IOException {
    try (Connection first = Connection.open();
        Connection second = Connection.open()) {
      give(first, "one");
      broker.enableTransferOwnership(second.ours(), TASK);

      assertThatThrownBy(() -> broker.transfer(second.ours(), "one").block(LIMIT))
          .asInstanceOf(type(SocketOperationException.class))
          .satisfies(e -> assertThat(e.status()).isEqualTo(SocketErrorStatus.IN_USE))
          .satisfies(e -> assertThat(e).hasMessageContaining("a socket with the id one"));

      StreamSocket kept = broker.keptSockets().get("one").streamSocket().block(LIMIT);
      assertThat(broker.keptSockets()).isEmpty();
      second.peerSends("still here");
      assertThat(Connection.read(kept, 10)).isEqualTo("still here");
      kept.close().block(LIMIT);
    }
  }

  @Test
  void a_socket_has_to_be_prepared() throws IOException {
    try (Connection connection = Connection.open()) {
      StepVerifier.create(broker.transfer(connection.ours(), "one"))
          .expectErrorSatisfies(
              e -> assertThat(e).hasMessageContaining("call enableTransferOwnership first"))
          .verify(LIMIT);
      assertThat(connection.ours().isOpen()).isTrue();
    }
  }

  @Test
  void a_socket_is_taken_as_what_it_is_and_by_one() throws IOException {
    try (Connection connection = Connection.open()) {
      give(connection, "one");
      SocketActivityInformation held = broker.socket("one").block(LIMIT);

      StepVerifier.create(held.streamSocketListener())
          .expectErrorSatisfies(e -> assertThat(e).hasMessageContaining("it is a STREAM_SOCKET"))
          .verify(LIMIT);
      StreamSocket back = held.streamSocket().block(LIMIT);
      StepVerifier.create(held.streamSocket())
          .expectErrorSatisfies(
              e ->
                  assertThat(((SocketOperationException) e).status())
                      .isEqualTo(SocketErrorStatus.INVALID_ARGUMENT))
          .verify(LIMIT);
      back.close().block(LIMIT);
    }
  }

  @Test
  void where_no_broker_is_the_error_says_how_to_start_one() {
    StepVerifier.create(SocketBroker.connect(Path.of("/nowhere"), "app"))
        .expectErrorSatisfies(
            e -> {
              assertThat(((SocketOperationException) e).status())
                  .isEqualTo(SocketErrorStatus.CONNECTION_REFUSED);
              assertThat(e).hasMessageContaining("rsock broker run --dir /nowhere");
            })
        .verify(LIMIT);
  }

  @Test
  void many_sockets_are_listed_in_pages() throws IOException {
    SocketActivityContext big = SocketActivityContext.of(java.nio.ByteBuffer.allocate(65_536));
    Connection[] connections = new Connection[40];
    for (int i = 0; i < connections.length; i++) {
      connections[i] = Connection.open();
      broker.enableTransferOwnership(connections[i].ours(), TASK);
    }
    Flux.range(0, connections.length)
        .flatMap(i -> broker.transfer(connections[i].ours(), "socket " + i, big))
        .then()
        .block(LIMIT);

    assertThat(broker.allSockets().block(LIMIT)).hasSize(connections.length);
    for (Connection connection : connections) {
      connection.close();
    }
  }

  private void give(Connection connection, String id) {
    broker.enableTransferOwnership(connection.ours(), TASK);
    broker.transfer(connection.ours(), id).block(LIMIT);
  }

  /** Subscribes, lets something happen, and returns what is told of it. */
  private SocketActivityTriggerDetails nextAfter(java.util.concurrent.Callable<?> happening) {
    return broker
        .activities()
        .mergeWith(Mono.fromCallable(happening).then(Mono.empty()))
        .blockFirst(LIMIT);
  }
}
