package io.reactivesockets.triggers.broker;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A broker that a service manager starts, restarts, and keeps sockets for meanwhile. */
@Tag("once")
class DescriptorStoreTest {

  /** The broker that the service manager starts. */
  static void broker(String[] arguments) throws InterruptedException {
    SocketBrokerMain.main(arguments);
  }

  @Test
  void a_restart_drops_nothing() throws IOException {
    Tools.require("python3");
    Path parent = Files.createTempDirectory("b");
    Path directory = parent.resolve("d");
    List<String> command = new ArrayList<>(List.of("python3", script(parent).toString()));
    command.add(directory.toString());
    command.addAll(
        ChildJvm.of(DescriptorStoreTest::broker, "--store", directory.toString())
            .flags("-XX:TieredStopAtLevel=1")
            .command());
    try (Peer manager = Peer.command(command).start();
        Connection first = Connection.open();
        Connection second = Connection.open()) {
      manager.awaitLine("ready, 0 stored", LIMIT);
      SocketBroker broker = SocketBroker.connect(directory, "app").block(LIMIT);
      SocketActivityTask task = SocketActivityTask.runningProcess("task");
      broker.register(task).block(LIMIT);
      broker.enableTransferOwnership(first.ours(), task.id());
      broker.enableTransferOwnership(second.ours(), task.id());
      broker.transfer(first.ours(), "first").block(LIMIT);
      broker.transfer(second.ours(), "second").block(LIMIT);

      manager.send("\n");
      manager.awaitLine("ended, 2 stored", LIMIT);
      first.peerSends("while it was down");
      manager.awaitLine("ready, 0 stored", LIMIT);

      assertThat(broker.allSockets().block(LIMIT)).containsOnlyKeys("first", "second");
      StreamSocket back =
          broker
              .activities()
              .next()
              .flatMap(activity -> activity.socketInformation().streamSocket())
              .block(LIMIT);
      assertThat(Connection.read(back, 17)).isEqualTo("while it was down");
      back.close().block(LIMIT);
      assertThat(first.peer().getInputStream().read()).isEqualTo(-1);
      assertThat(broker.allSockets().block(LIMIT)).containsOnlyKeys("second");
      broker.close().block(LIMIT);
      manager.endInput();
      manager.awaitExit(LIMIT).expectSuccess();
    } finally {
      try (Stream<Path> files = Files.walk(parent)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Test
  void a_manager_that_takes_nothing_is_given_up_and_the_broker_goes_on() throws Exception {
    Tools.require("python3");
    Socket manager = Socket.newSocketDomainDgram();
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      Path deaf = service.directory().resolve("manager");
      manager.bind(new DomainSocketAddress(deaf.toString()));
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      SocketActivityTask task = SocketActivityTask.runningProcess("task");
      broker.register(task).block(LIMIT);
      broker.enableTransferOwnership(connection.ours(), task.id());
      broker.transfer(connection.ours(), "one").block(LIMIT);

      boolean stored =
          DescriptorStore.fill(
              service.directory(), Map.of("NOTIFY_SOCKET", deaf.toString()), Duration.ofSeconds(3));

      assertThat(stored).isFalse();
      StreamSocket back =
          broker.allSockets().flatMap(all -> all.get("one").streamSocket()).block(LIMIT);
      connection.peerSends("?");
      assertThat(Connection.read(back, 1)).isEqualTo("?");
      back.close().then(broker.close()).block(LIMIT);
    } finally {
      manager.close();
    }
  }

  private static Path script(Path directory) throws IOException {
    try (InputStream text = DescriptorStoreTest.class.getResourceAsStream("service_manager.py")) {
      return Files.write(directory.resolve("service_manager.py"), text.readAllBytes());
    }
  }
}
