package io.reactivesockets.triggers.broker;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Tools;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few launched programs run at a time, and one that hangs does not keep its place. */
@Tag("once")
class WakeLimitTest {

  private static final int AT_A_TIME = 2;
  private static final int TASKS = 6;

  @TempDir private Path directory;

  /** Runs until the gate of its number is opened; what it does is in the file of what went on. */
  private SocketActivityTask waiting(int number) throws Exception {
    Path gate = directory.resolve("gate-" + number);
    assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();
    String program = "echo begin >> %1$s; read x < %2$s; echo end >> %1$s".formatted(log(), gate);
    return SocketActivityTask.command(
        "task-" + number, "timeout", "-s", "KILL", "170", "sh", "-c", program);
  }

  private Path log() {
    return directory.resolve("log");
  }

  private void open(int number) throws IOException {
    Files.writeString(directory.resolve("gate-" + number), "\n");
  }

  private static Connection give(SocketBroker broker, SocketActivityTask task) throws IOException {
    broker.register(task).block(LIMIT);
    Connection connection = Connection.open();
    broker.enableTransferOwnership(connection.ours(), task.id());
    broker.transfer(connection.ours(), task.name()).block(LIMIT);
    return connection;
  }

  @Test
  void no_more_programs_run_at_a_time_than_may() throws Exception {
    Tools.require("sh", "mkfifo", "timeout");
    List<Connection> connections = new ArrayList<>();
    try (TestBroker service =
        TestBroker.start(
            control ->
                control
                    .maxConcurrentWakes(AT_A_TIME)
                    .minBackOff(Duration.ofHours(1))
                    .maxBackOff(Duration.ofHours(1)))) {
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      for (int i = 0; i < TASKS; i++) {
        connections.add(give(broker, waiting(i)));
      }

      for (Connection connection : connections) {
        connection.peerSends("?");
      }
      service.awaitAudit("TRIGGERED", TASKS);

      // Each that ends lets one begin
      List<String> launched = new ArrayList<>();
      for (int ended = 0; ended < TASKS; ended++) {
        int running = Math.min(TASKS, ended + AT_A_TIME);
        launched = service.awaitAudit("LAUNCHED", running);
        assertThat(launched).hasSize(running);
        open(numberOf(broker, launched.get(ended)));
        service.awaitAudit("LAUNCH_FAILED", ended + 1);
      }

      assertThat(launched).hasSize(TASKS);
      assertThat(mostAtATime()).isBetween(1, AT_A_TIME);
      broker.close().block(LIMIT);
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private int numberOf(SocketBroker broker, String launch) {
    return broker.allSockets().block(LIMIT).values().stream()
        .filter(held -> launch.contains(held.taskId().toString()))
        .mapToInt(held -> Integer.parseInt(held.id().substring("task-".length())))
        .findFirst()
        .orElseThrow();
  }

  private int mostAtATime() throws IOException {
    int running = 0;
    int most = 0;
    for (String line : Files.readAllLines(log())) {
      running += line.equals("begin") ? 1 : -1;
      most = Math.max(most, running);
    }
    return most;
  }

  @Test
  void one_that_hangs_is_ended_and_rests_and_the_next_one_runs() throws Exception {
    Tools.require("sh", "timeout");
    try (TestBroker service =
        TestBroker.start(
            control ->
                control
                    .maxConcurrentWakes(1)
                    .wakeTimeout(Duration.ofSeconds(1))
                    .minBackOff(Duration.ofHours(1))
                    .maxBackOff(Duration.ofHours(1)))) {
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      SocketActivityTask hanging =
          SocketActivityTask.command("hanging", "sh", "-c", "sleep 170; true");
      SocketActivityTask next = SocketActivityTask.command("next", "sh", "-c", "exit 3");
      try (Connection first = give(broker, hanging);
          Connection second = give(broker, next)) {
        first.peerSends("?");
        service.awaitAudit("LAUNCHED", 1);
        second.peerSends("?");

        List<String> failed = service.awaitAudit("LAUNCH_FAILED", 2);

        assertThat(failed.get(0))
            .contains(
                hanging.id().toString(), "ended after PT1S (exit ", "without taking a socket");
        assertThat(failed.get(1)).contains(next.id().toString());
      }
      broker.close().block(LIMIT);
    }
  }

  /** It has the socket, and does whatever it does with it for as long as it likes. */
  @Test
  void one_that_has_taken_its_socket_goes_on_and_keeps_nobody_from_running() throws Exception {
    Tools.require("python3");
    String keeps =
        "import os, socket\n"
            + "connection = socket.socket(fileno=3)\n"
            + "connection.setblocking(True)\n"
            + "while True:\n"
            + "    got = connection.recv(1)\n"
            + "    if not got: break\n"
            + "    connection.sendall(got.upper())\n";
    try (TestBroker service =
        TestBroker.start(
            control -> control.maxConcurrentWakes(1).wakeTimeout(Duration.ofSeconds(10)))) {
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      try (Connection first = give(broker, python("first", keeps));
          Connection second = give(broker, python("second", keeps))) {
        first.peerSends("a");
        assertThat(first.peerReads(1)).isEqualTo("A");
        second.peerSends("b");

        assertThat(second.peerReads(1)).isEqualTo("B");
        first.peerSends("c");
        assertThat(first.peerReads(1)).isEqualTo("C");
      }
      broker.close().block(LIMIT);
    }
  }

  private static SocketActivityTask python(String name, String program) {
    return SocketActivityTask.builder(name)
        .command(List.of("timeout", "-s", "KILL", "170", "python3", "-c", program))
        .listenDescriptors(true)
        .build();
  }
}
