package io.reactivesockets.triggers.wire;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.netty.NettyTransport;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.broker.SocketBrokerService;
import io.reactivesockets.triggers.broker.TestBroker;
import io.reactivesockets.triggers.handover.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Peers that begin a transfer and do not end it: who has the socket, and who has to wait. */
@Tag("once")
class HalfTransferTest {

  private static final UUID TASK = SocketActivityTask.runningProcess("task").id();

  /** A successor is refused after ten seconds, which a busy machine may take away. */
  private static final int ATTEMPTS = 3;

  @AfterEach
  void watchNoMore() {
    ProtocolSteps.watch(step -> {});
  }

  private static TestBroker impatient() {
    return TestBroker.start(control -> control.stallTimeout(Duration.ofSeconds(1)));
  }

  private static SocketBrokerService succeed(TestBroker service) {
    return SocketBrokerService.succeed(service.service().control()).retry(ATTEMPTS).block(LIMIT);
  }

  private static void assertLives(StreamSocket socket, Connection connection) throws IOException {
    connection.peerSends("?");
    assertThat(Connection.read(socket, 1)).isEqualTo("?");
    Connection.send(socket, "!");
    assertThat(connection.peerReads(1)).isEqualTo("!");
  }

  @Test
  void a_peer_that_never_commits_keeps_its_socket_and_holds_up_no_successor() throws IOException {
    try (TestBroker service = impatient();
        Connection connection = Connection.open()) {
      // given
      DetachedSocket detached = connection.ours().detach().block(LIMIT);
      Giver giver = Giver.prepare(service.directory(), detached);

      // when
      SocketBrokerService successor = succeed(service);

      // then
      giver.awaitEnd();
      assertThat(successor.information().block(LIMIT).socketCount()).isZero();
      StreamSocket back = StreamSocket.adopt(detached, Connection.onEpoll()).block(LIMIT);
      assertLives(back, connection);
      back.close().then(successor.close()).block(LIMIT);
    }
  }

  @Test
  void a_peer_that_goes_without_a_commit_leaves_its_socket_to_the_successor() throws IOException {
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      // given
      DetachedSocket detached = connection.ours().detach().block(LIMIT);
      Giver giver = Giver.prepare(service.directory(), detached);

      // when the successor waits for it
      CompletableFuture<Void> waits = new CompletableFuture<>();
      ProtocolSteps.watch(
          step -> {
            if (step.equals("received SUCCEED")) {
              waits.complete(null);
            }
          });
      Mono<SocketBrokerService> succession =
          SocketBrokerService.succeed(service.service().control()).cache();
      succession.subscribe();
      waits.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      giver.go();

      // then
      SocketBrokerService successor = succession.block(LIMIT);
      giver.awaitEnd();
      detached.release();
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      StreamSocket back =
          broker.socket("one").flatMap(SocketActivityInformation::streamSocket).block(LIMIT);
      assertLives(back, connection);
      back.close().then(broker.close()).then(successor.close()).block(LIMIT);
    }
  }

  /** Gives a connection to a broker, stands still before its last word, and has it in the end. */
  static void giver(String[] arguments) {
    int port = Integer.parseInt(arguments[1]);
    StreamSocket socket =
        StreamSocket.connect("127.0.0.1", port, Connection.onEpoll()).block(LIMIT);
    SocketBroker broker = SocketBroker.connect(Path.of(arguments[0]), "app").block(LIMIT);
    ProtocolSteps.watch(
        step -> {
          if (step.equals("received PREPARED")) {
            ProtocolSteps.watch(ignored -> {});
            Signals.stopHere();
          }
        });
    broker.enableTransferOwnership(socket, TASK);
    // It tries again, with the successor, if there is time left.
    StreamSocket back =
        broker
            .transfer(socket, "one")
            .then(Mono.defer(() -> broker.socket("one")))
            .onErrorResume(kept -> Mono.justOrEmpty(broker.keptSockets().get("one")))
            .flatMap(SocketActivityInformation::streamSocket)
            .block(LIMIT);
    back.send(back.input()).block(LIMIT);
  }

  @Test
  void a_process_that_stands_still_before_its_commit_has_its_socket_when_it_goes_on()
      throws IOException {
    try (TestBroker service = impatient();
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Peer giver =
            ChildJvm.of(
                    HalfTransferTest::giver,
                    service.directory().toString(),
                    Integer.toString(listener.getLocalPort()))
                .flags("-XX:TieredStopAtLevel=1")
                .start();
        Socket peer = listener.accept()) {
      peer.setSoTimeout((int) LIMIT.toMillis());
      giver.awaitLine("standing still", LIMIT);

      SocketBrokerService successor = succeed(service);

      assertThat(successor.information().block(LIMIT).socketCount()).isZero();
      Signals.goOn(giver.pid());
      peer.getOutputStream().write('?');
      assertThat(peer.getInputStream().read()).isEqualTo('?');
      successor.close().block(LIMIT);
    }
  }

  /** Speaks the protocol up to {@code PREPARED}. */
  private static final class Giver implements UnixConnection.Receiver {

    private final UUID request = RequestIds.next();
    private final DetachedSocket socket;
    private final UnixConnection connection;
    private final CompletableFuture<Void> prepared = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Giver(UnixConnection connection, DetachedSocket socket) {
      this.connection = connection;
      this.socket = socket;
    }

    static Giver prepare(Path directory, DetachedSocket socket) throws IOException {
      IoEventLoop loop = (IoEventLoop) NettyTransport.of(Transport.epoll()).nextLoop();
      UnixConnection connection = UnixConnection.connect(loop, directory.resolve("broker.socket"));
      Giver giver = new Giver(connection, socket);
      loop.execute(
          () -> {
            connection.start(giver);
            connection.send(new Message.Hello(Limits.VERSION, false, "app"));
          });
      giver.prepared.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      return giver;
    }

    @Override
    public void received(Message message, List<Integer> descriptors) {
      if (message instanceof Message.Welcome) {
        long until = System.nanoTime() + LIMIT.toNanos();
        SocketRecord record =
            new SocketRecord(
                0,
                "app",
                "one",
                SocketRecord.STREAM,
                TASK,
                false,
                0,
                0,
                0,
                SocketRecord.NOTHING,
                "",
                "",
                "",
                Bytes.of(new byte[0]));
        connection.send(
            new Message.Transfer(request, until, record, Bytes.of(socket.encode())),
            socket.descriptors());
      } else if (message instanceof Message.Prepared) {
        prepared.complete(null);
      }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
      ended.complete(null);
    }

    void go() {
      connection.close();
    }

    void awaitEnd() {
      ended.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }
  }
}
