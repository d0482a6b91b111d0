package io.reactivesockets.triggers.broker;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityContext;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker launches programs, in Java and in other languages, and does not overdo it. */
@Tag("once")
class LaunchTest {

  private static final String PYTHON_ECHO =
      """
      import os, socket
      unread = os.read(int(os.environ['SOCKET_ACTIVITY_UNREAD_FD']), 100)
      context = os.read(int(os.environ['SOCKET_ACTIVITY_CONTEXT_FD']), 100)
      names = [os.environ[name] for name in ('LISTEN_FDS', 'LISTEN_FDNAMES', 'EXTRA')]
      assert int(os.environ['LISTEN_PID']) == os.getpid()
      with socket.socket(fileno=3) as connection:
          connection.setblocking(True)
          connection.sendall(b' '.join([context, unread + connection.recv(4)]))
          connection.sendall(' '.join([''] + names).encode())
      """;

  private static final String C_WORKER =
      """
      #include <stdio.h>
      #include <stdlib.h>
      #include <sys/socket.h>
      #include <unistd.h>

      int main(void) {
        if (atoi(getenv("LISTEN_PID")) != getpid() || atoi(getenv("LISTEN_FDS")) != 1) return 2;
        int connection = accept(3, NULL, NULL);
        if (connection < 0) return 3;
        return write(connection, "from C", 6) == 6 ? 0 : 4;
      }
      """;

  @TempDir Path directory;

  /** What the broker launches in Java: answers what woke it. */
  static void worker(String[] arguments) {
    SocketBroker broker = SocketBroker.fromEnvironment().block(LIMIT);
    broker
        .activities()
        .next()
        .flatMap(
            activity ->
                activity
                    .socketInformation()
                    .streamSocket()
                    .flatMap(
                        socket ->
                            socket
                                .input()
                                .next()
                                .flatMap(socket::send)
                                .then(socket.send(UTF_8.encode(" " + activity.reason())))
                                .then(socket.close())))
        .block(LIMIT);
  }

  @Test
  void a_launched_jvm_finds_why_and_answers() throws IOException {
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      SocketBroker broker = give(service, connection, JavaWorker.task(LaunchTest::worker));

      connection.peerSends("ping");

      assertThat(connection.peerReads(20)).isEqualTo("ping SOCKET_ACTIVITY");
      broker.close().block(LIMIT);
      assertThat(service.audit()).anyMatch(line -> line.startsWith("LAUNCHED"));
    }
  }

  @Test
  void a_program_in_python_gets_the_socket_as_descriptor_3() throws IOException {
    Tools.require("python3");
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      SocketActivityTask task =
          SocketActivityTask.builder("echo")
              .command(List.of("python3", "-c", PYTHON_ECHO))
              .environment(Map.of("EXTRA", "more"))
              .listenDescriptors(true)
              .build();
      connection.peerSends("un");
      connection.ours().input().next().block(LIMIT);
      SocketBroker broker = give(service, connection, task);

      connection.peerSends("read");

      String expected = "where read 1 one more";
      assertThat(connection.peerReads(expected.length())).isEqualTo(expected);
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_program_in_c_serves_a_listener_which_returns_to_the_broker() throws Exception {
    Tools.require("gcc", "python3");
    Path source = Files.writeString(directory.resolve("worker.c"), C_WORKER);
    Path worker = directory.resolve("worker");
    assertThat(
            new ProcessBuilder("gcc", "-o", worker.toString(), source.toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    try (TestBroker service = TestBroker.start()) {
      StreamSocketListener listener =
          StreamSocketListener.bind(
                  "127.0.0.1",
                  0,
                  StreamSocketListenerControl.builder().transport(Transport.epoll()).build())
              .block(LIMIT);
      int port = listener.port();
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      SocketActivityTask task =
          SocketActivityTask.builder("c")
              .command(List.of(worker.toString()))
              .listenDescriptors(true)
              .build();
      broker.register(task).block(LIMIT);
      broker.enableTransferOwnership(listener, task.id());
      broker.transfer(listener, "listener").block(LIMIT);

      for (int i = 0; i < 2; i++) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client.setSoTimeout((int) LIMIT.toMillis());
          assertThat(client.getInputStream().readNBytes(6)).asString(UTF_8).isEqualTo("from C");
        }
      }
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_program_that_takes_nothing_rests_longer_and_longer() throws IOException {
    try (TestBroker service =
            TestBroker.start(
                control ->
                    control.minBackOff(Duration.ofMillis(50)).maxBackOff(Duration.ofMillis(200)));
        Connection connection = Connection.open()) {
      Path attempts = directory.resolve("attempts");
      SocketBroker broker =
          give(
              service,
              connection,
              SocketActivityTask.command("bad", "sh", "-c", "echo >> " + attempts + "; exit 3"));

      connection.peerSends("ping");

      assertThat(
              service.awaitAudit("LAUNCH_FAILED", 4).stream()
                  .map(line -> line.replaceAll(".*: ", "")))
          .startsWith(
              "exit 3, without taking a socket; next attempt in 50 ms",
              "exit 3, without taking a socket; next attempt in 100 ms",
              "exit 3, without taking a socket; next attempt in 200 ms",
              "exit 3, without taking a socket; next attempt in 200 ms");
      broker.giveUp("one").block(LIMIT);
      broker.close().block(LIMIT);
    }
  }

  @Test
  void a_launched_program_has_a_clean_environment_and_no_descriptors_of_the_broker()
      throws IOException {
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      Path seen = directory.resolve("seen");
      SocketBroker broker =
          give(
              service,
              connection,
              SocketActivityTask.command(
                  "look", "sh", "-c", "(env | cut -d= -f1; ls -l /proc/$$/fd) > " + seen));

      connection.peerSends("ping");

      service.awaitAudit("LAUNCH_FAILED", 1);
      assertThat(Files.readString(seen))
          .contains("REACTIVE_SOCKETS_BROKER", "REACTIVE_SOCKETS_APPLICATION", "PATH")
          .doesNotContain("LISTEN_", "NOTIFY_SOCKET", "MAVEN", "socket:", "eventpoll");
      broker.giveUp("one").block(LIMIT);
      broker.close().block(LIMIT);
    }
  }

  private static SocketBroker give(
      TestBroker service, Connection connection, SocketActivityTask task) {
    SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
    broker.register(task).block(LIMIT);
    broker.enableTransferOwnership(connection.ours(), task.id());
    broker
        .transfer(connection.ours(), "one", SocketActivityContext.of(UTF_8.encode("where")))
        .block(LIMIT);
    return broker;
  }
}
