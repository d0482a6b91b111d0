package io.reactivesockets.triggers.wire;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.activity.SocketBrokerControl;
import io.reactivesockets.triggers.broker.SocketBrokerMain;
import io.reactivesockets.triggers.broker.SocketBrokerService;
import io.reactivesockets.triggers.broker.SocketBrokerServiceControl;
import io.reactivesockets.triggers.handover.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The broker lives and does not go on: whoever asks is told so in time, and no socket is lost. */
@Tag("once")
class BrokerStallTest {

  private static final UUID TASK = SocketActivityTask.runningProcess("task").id();
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Path parent;

  @BeforeEach
  void directory() throws IOException {
    Assumptions.assumeTrue(Descriptors.areSupported(), "needs epoll");
    parent = Files.createTempDirectory("b");
  }

  @AfterEach
  void delete() throws IOException {
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A broker that stands still when a step is reached for the first time. */
  static void broker(String[] arguments) throws InterruptedException {
    AtomicBoolean reached = new AtomicBoolean();
    ProtocolSteps.watch(
        step -> {
          if (step.equals(arguments[1]) && reached.compareAndSet(false, true)) {
            Signals.stopHere();
          }
        });
    SocketBrokerMain.run(
        SocketBrokerServiceControl.builder(Path.of(arguments[0])).build(),
        false,
        false,
        broker -> System.out.println("ready"));
  }

  private Peer start(String step) {
    Peer broker =
        ChildJvm.of(BrokerStallTest::broker, parent.resolve("d").toString(), step)
            .flags("-XX:TieredStopAtLevel=1")
            .start();
    broker.awaitLine("ready", LIMIT);
    return broker;
  }

  private SocketBroker connect() {
    return SocketBroker.connect(
            SocketBrokerControl.builder(parent.resolve("d"), "app").timeout(PATIENCE).build())
        .block(LIMIT);
  }

  private static void assertTimesOut(Mono<?> waiting) {
    StepVerifier.create(waiting)
        .expectErrorSatisfies(
            e ->
                assertThat(((SocketOperationException) e).status())
                    .isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT))
        .verify(LIMIT);
  }

  private static void assertLives(StreamSocket socket, Connection connection) throws IOException {
    connection.peerSends("?");
    assertThat(Connection.read(socket, 1)).isEqualTo("?");
    Connection.send(socket, "!");
    assertThat(connection.peerReads(1)).isEqualTo("!");
  }

  private static StreamSocket awaitKept(SocketBroker broker) {
    return Flux.interval(Duration.ofMillis(10))
        .concatMap(tick -> Mono.justOrEmpty(broker.keptSockets().get("one")))
        .next()
        .flatMap(SocketActivityInformation::streamSocket)
        .block(LIMIT);
  }

  @Test
  void a_transfer_that_it_does_not_answer_leaves_the_socket_here() throws IOException {
    try (Peer process = start("received TRANSFER");
        Connection connection = Connection.open()) {
      SocketBroker broker = connect();
      broker.enableTransferOwnership(connection.ours(), TASK);

      assertTimesOut(broker.transfer(connection.ours(), "one"));

      StreamSocket back = awaitKept(broker);
      assertLives(back, connection);
      Signals.goOn(process.pid());
      assertThat(broker.allSockets().block(LIMIT)).isEmpty();
      assertLives(back, connection);
      back.close().block(LIMIT);
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_transfer_that_it_does_not_confirm_is_decided_when_it_goes_on() throws IOException {
    try (Peer process = start("received COMMIT");
        Connection connection = Connection.open()) {
      SocketBroker broker = connect();
      broker.enableTransferOwnership(connection.ours(), TASK);

      assertTimesOut(broker.transfer(connection.ours(), "one"));

      assertThat(broker.keptSockets()).isEqualTo(Map.of());
      Signals.goOn(process.pid());
      StreamSocket back =
          broker.allSockets().flatMap(all -> all.get("one").streamSocket()).block(LIMIT);
      assertLives(back, connection);
      assertThat(broker.keptSockets()).isEqualTo(Map.of());
      back.close().block(LIMIT);
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_transfer_that_it_does_not_confirm_leaves_the_socket_here_if_it_dies() throws IOException {
    try (Peer process = start("received COMMIT");
        Connection connection = Connection.open()) {
      SocketBroker broker = connect();
      broker.enableTransferOwnership(connection.ours(), TASK);
      assertTimesOut(broker.transfer(connection.ours(), "one"));

      process.close();

      StreamSocket back = awaitKept(broker);
      assertLives(back, connection);
      back.close().block(LIMIT);
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_socket_that_it_gives_too_late_is_kept_here() throws IOException {
    try (Peer process = start("received TAKEN");
        Connection connection = Connection.open()) {
      SocketBroker broker = connect();
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker.transfer(connection.ours(), "one").block(LIMIT);
      SocketActivityInformation held = broker.allSockets().block(LIMIT).get("one");

      assertTimesOut(held.streamSocket());

      assertThat(broker.keptSockets()).isEqualTo(Map.of());
      Signals.goOn(process.pid());
      StreamSocket back = awaitKept(broker);
      assertLives(back, connection);
      back.close().block(LIMIT);
      broker.close().block(LIMIT);
    }
  }

  @Test
  void questions_that_it_does_not_answer_fail_in_time() {
    try (Peer process = start("received LISTING")) {
      SocketBroker broker = connect();

      assertTimesOut(broker.allSockets());
      assertTimesOut(broker.register(SocketActivityTask.runningProcess("task")));
      assertTimesOut(SocketBroker.connect(broker.control()));

      Signals.goOn(process.pid());
      assertThat(broker.allSockets().block(LIMIT)).isEmpty();
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_successor_of_one_that_does_not_go_on_gives_up_and_takes_nothing() throws IOException {
    try (Peer process = start("received DONE");
        Connection connection = Connection.open()) {
      SocketBroker broker = connect();
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker.transfer(connection.ours(), "one").block(LIMIT);

      assertTimesOut(
          SocketBrokerService.succeed(
              SocketBrokerServiceControl.builder(parent.resolve("d"))
                  .stallTimeout(PATIENCE)
                  .build()));

      // Though the old one has the word that its successor has everything: it has gone.
      Signals.goOn(process.pid());
      StreamSocket back =
          broker.allSockets().flatMap(all -> all.get("one").streamSocket()).block(LIMIT);
      assertLives(back, connection);
      back.close().block(LIMIT);
      broker.close().block(LIMIT);
    }
  }

  /** A successor of a broker that stands still when it has got everything. */
  static void successor(String[] arguments) throws InterruptedException {
    ProtocolSteps.watch(
        step -> {
          if (step.equals("received BEQUEST")) {
            Signals.stopHere();
          }
        });
    SocketBrokerMain.run(
        SocketBrokerServiceControl.builder(Path.of(arguments[0])).build(),
        true,
        false,
        broker -> System.out.println("took over"));
  }

  @Test
  void a_successor_that_does_not_go_on_is_given_up_and_gets_nothing() throws IOException {
    SocketBrokerService old =
        SocketBrokerService.open(
                SocketBrokerServiceControl.builder(parent.resolve("d"))
                    .stallTimeout(Duration.ofSeconds(3))
                    .build())
            .block(LIMIT);
    SocketBroker broker = connect();
    try (Connection connection = Connection.open()) {
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker.transfer(connection.ours(), "one").block(LIMIT);

      try (Peer next =
          ChildJvm.of(BrokerStallTest::successor, parent.resolve("d").toString())
              .flags("-XX:TieredStopAtLevel=1")
              .start()) {
        next.awaitLine("standing still", LIMIT);

        StreamSocket back =
            Mono.defer(() -> broker.allSockets().flatMap(all -> all.get("one").streamSocket()))
                .retry()
                .block(LIMIT);
        assertLives(back, connection);

        Signals.goOn(next.pid());
        assertThat(next.awaitExit(LIMIT).output()).doesNotContain("took over");
        assertLives(back, connection);
        back.close().block(LIMIT);
      }
    } finally {
      broker.close().then(old.close()).block(LIMIT);
    }
    assertThatExceptionOfType(SocketOperationException.class).isThrownBy(this::connect);
  }
}
