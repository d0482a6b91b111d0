package io.reactivesockets.triggers.broker;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.HeldSocketInformation;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.activity.SocketBrokerAdministrator;
import io.reactivesockets.triggers.activity.SocketBrokerControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Tag("once")
class SocketBrokerServiceTest {

  private static final UUID TASK = SocketActivityTask.runningProcess("task").id();

  @TempDir Path temporary;

  @Test
  void the_directory_and_the_socket_are_private() throws IOException {
    try (TestBroker broker = TestBroker.start()) {
      assertThat(permissions(broker.directory())).isEqualTo("rwx------");
      assertThat(permissions(broker.service().socket())).isEqualTo("rw-------");
    }
  }

  @Test
  void one_broker_runs_in_a_directory_at_a_time() {
    try (TestBroker broker = TestBroker.start()) {
      StepVerifier.create(
              SocketBrokerService.open(
                  SocketBrokerServiceControl.builder(broker.directory()).build()))
          .expectErrorSatisfies(
              e ->
                  assertThat(((SocketOperationException) e).status())
                      .isEqualTo(SocketErrorStatus.ADDRESS_ALREADY_IN_USE))
          .verify(LIMIT);
      assertThat(broker.sockets()).isZero();
    }
  }

  @Test
  void a_broker_that_cannot_begin_leaves_the_directory_to_the_one_that_runs() {
    try (TestBroker broker = TestBroker.start()) {
      SocketBrokerServiceControl same =
          SocketBrokerServiceControl.builder(broker.directory()).build();
      StepVerifier.create(SocketBrokerService.open(same)).expectError().verify(LIMIT);

      // What another process sees; this one does not see its own locks.
      String lock =
          "import fcntl, sys\n"
              + "fcntl.lockf(open(sys.argv[1], 'w'), fcntl.LOCK_EX | fcntl.LOCK_NB)";
      String file = broker.directory().resolve("broker.lock").toString();
      assertThat(Peer.command(List.of("python3", "-c", lock, file)).run(LIMIT).errors())
          .contains("BlockingIOError");
    }
  }

  @Test
  void a_directory_that_others_may_write_to_is_refused() throws IOException {
    Path open = Files.createDirectory(temporary.resolve("d"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    StepVerifier.create(SocketBrokerService.open(SocketBrokerServiceControl.builder(open).build()))
        .expectErrorSatisfies(
            e -> {
              assertThat(((SocketOperationException) e).status())
                  .isEqualTo(SocketErrorStatus.ACCESS_DENIED);
              assertThat(e).hasMessageContaining("others may write to the directory");
            })
        .verify(LIMIT);
  }

  @Test
  void a_file_where_the_directory_should_be_is_said_to_be_one() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    for (Path directory : List.of(file, file.resolve("below").resolve("it"))) {
      StepVerifier.create(
              SocketBrokerService.open(SocketBrokerServiceControl.builder(directory).build()))
          .expectErrorSatisfies(
              e -> {
                assertThat(((SocketOperationException) e).status())
                    .isEqualTo(SocketErrorStatus.INVALID_ARGUMENT);
                assertThat(e).hasMessageContaining(file + " is no directory; name a directory");
              })
          .verify(LIMIT);
    }
  }

  @Test
  void a_path_that_is_too_long_for_a_socket_is_refused_with_its_length() {
    Path deep = temporary.resolve("x".repeat(100));

    StepVerifier.create(SocketBrokerService.open(SocketBrokerServiceControl.builder(deep).build()))
        .expectErrorSatisfies(e -> assertThat(e).hasMessageContaining("(expected: 1..107)"))
        .verify(LIMIT);
  }

  @Test
  void a_socket_that_comes_while_the_broker_ends_is_left_open_by_nobody() {
    for (int i = 0; i < 20; i++) {
      try (TestBroker service = TestBroker.start()) {
        StreamSocketListener listener =
            StreamSocketListener.bind(
                    "127.0.0.1",
                    0,
                    StreamSocketListenerControl.builder().transport(Transport.epoll()).build())
                .block(LIMIT);
        // It asks the next broker, which never comes, for no longer than that.
        SocketBroker broker =
            SocketBroker.connect(
                    SocketBrokerControl.builder(service.directory(), "app")
                        .timeout(Duration.ofMillis(250))
                        .build())
                .block(LIMIT);
        broker.register(SocketActivityTask.runningProcess("task")).block(LIMIT);
        broker.enableTransferOwnership(listener, TASK);
        Mono<Void> transfer = broker.transfer(listener, "late").onErrorComplete().cache();

        transfer.subscribe();
        service.service().close().block(LIMIT);

        transfer.block(LIMIT);
        broker.close().then(listener.close()).block(LIMIT);
      }
    }
  }

  @Test
  void the_administrator_sees_and_drops_the_sockets_of_all() throws IOException {
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker.transfer(connection.ours(), "one").block(LIMIT);
      SocketBrokerAdministrator administrator =
          SocketBrokerAdministrator.connect(service.directory()).block(LIMIT);

      HeldSocketInformation held = administrator.sockets().single().block(LIMIT);
      assertThat(held.application()).isEqualTo("app");
      assertThat(held.id()).isEqualTo("one");
      assertThat(administrator.figures().block(LIMIT))
          .containsEntry("sockets", 1L)
          .containsEntry("transferred", 1L);

      administrator.drop(held).block(LIMIT);
      assertThat(connection.peer().getInputStream().read()).isEqualTo(-1);
      assertThat(administrator.figures().block(LIMIT)).containsEntry("dropped", 1L);
      administrator.close().block(LIMIT);
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_socket_that_nobody_takes_expires() throws IOException {
    try (TestBroker service = TestBroker.start(control -> control.maxHold(Duration.ofMillis(300)));
        Connection connection = Connection.open()) {
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker.transfer(connection.ours(), "one").block(LIMIT);

      assertThat(connection.peer().getInputStream().read()).isEqualTo(-1);

      assertThat(service.awaitAudit("EXPIRED", 1)).hasSize(1);
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_successor_takes_over_everything_and_applications_go_on() throws IOException {
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      broker.register(SocketActivityTask.runningProcess("task")).block(LIMIT);
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker.transfer(connection.ours(), "one").block(LIMIT);

      SocketBrokerService successor =
          SocketBrokerService.succeed(service.service().control()).block(LIMIT);

      service.service().closed().block(LIMIT);
      assertThat(successor.information().block(LIMIT).socketCount()).isEqualTo(1);
      connection.peerSends("hello");
      StreamSocket back =
          broker
              .activities()
              .next()
              .flatMap(activity -> activity.socketInformation().streamSocket())
              .block(LIMIT);
      assertThat(Connection.read(back, 5)).isEqualTo("hello");
      broker.enableTransferOwnership(back, TASK);
      broker.transfer(back, "two").block(LIMIT);
      assertThat(broker.allSockets().block(LIMIT)).containsOnlyKeys("two");
      broker.close().block(LIMIT);
      successor.close().block(LIMIT);
    }
  }

  @Test
  void a_successor_that_cannot_begin_leaves_everything_with_the_old_broker() throws IOException {
    // given
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker.transfer(connection.ours(), "one").block(LIMIT);
      Path program = service.directory().resolve("socket_broker_helper.py");
      Files.delete(program);
      Files.createDirectories(program.resolve("in the way"));

      // when
      StepVerifier.create(SocketBrokerService.succeed(service.service().control()))
          .expectError(SocketOperationException.class)
          .verify(LIMIT);

      // then
      assertThat(service.sockets()).isEqualTo(1);
      connection.peerSends("hello");
      StreamSocket back =
          broker.socket("one").flatMap(SocketActivityInformation::streamSocket).block(LIMIT);
      assertThat(Connection.read(back, 5)).isEqualTo("hello");
      back.close().then(broker.close()).block(LIMIT);
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
