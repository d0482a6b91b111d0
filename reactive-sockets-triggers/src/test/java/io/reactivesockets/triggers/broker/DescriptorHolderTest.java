package io.reactivesockets.triggers.broker;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** s6-fdholder, a holder of descriptors that knows nothing of us, takes part. */
@Tag("once")
class DescriptorHolderTest {

  @TempDir private Path directory;

  /** What gets a connection as its standard input: answers, and closes. */
  static void answer(String[] arguments) {
    StreamSocket socket = StreamSocket.inherited(StreamSocketControl.defaults()).block(LIMIT);
    Connection.read(socket, 1);
    Connection.send(socket, "!");
    socket.close().block(LIMIT);
  }

  @Test
  void a_holder_of_others_keeps_a_connection_of_ours_and_returns_it() throws IOException {
    Tools.require("s6-fdholder-daemon", "s6-fdholder-store", "s6-fdholder-retrieve", "python3");
    Path parent = Files.createTempDirectory("s"); // The path of a socket must be short.
    String path = parent.resolve("holder").toString();
    try (TestBroker service = TestBroker.start();
        Peer holder =
            Peer.command("s6-fdholder-daemon", "-1", "-i", rules().toString(), path).start();
        Connection connection = Connection.open()) {
      holder.awaitLine("^", LIMIT);
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      SocketActivityTask task =
          SocketActivityTask.builder("store")
              .command(List.of("s6-fdholder-store", "-d", "3", path, "one"))
              .listenDescriptors(true)
              .build();
      broker.register(task).block(LIMIT);
      broker.enableTransferOwnership(connection.ours(), task.id());
      broker.transfer(connection.ours(), "one").block(LIMIT);

      // When what comes wakes a program that puts the connection elsewhere
      connection.peerSends("?");
      awaitStored(path);
      assertThat(service.sockets()).isZero();

      // Then whoever gets it from there goes on
      ChildJvm.of(DescriptorHolderTest::answer)
          .under("s6-fdholder-retrieve", "-D", path, "one")
          .run(LIMIT)
          .expectSuccess();
      assertThat(connection.peerReads(1)).isEqualTo("!");
      assertThat(connection.peer().getInputStream().read()).isEqualTo(-1);
      broker.close().block(LIMIT);
    } finally {
      Files.deleteIfExists(Path.of(path));
      Files.deleteIfExists(Path.of(path + ".lock"));
      Files.delete(parent);
    }
  }

  /** Everybody may do everything. */
  private Path rules() throws IOException {
    Path rules = directory.resolve("rules");
    Path all = Files.createDirectories(rules.resolve("uid/default/env"));
    Files.createFile(rules.resolve("uid/default/allow"));
    for (String what : List.of("STORE_REGEX", "RETRIEVE_REGEX", "LIST")) {
      Files.writeString(all.resolve("S6_FDHOLDER_" + what), ".*");
    }
    return rules;
  }

  private static void awaitStored(String path) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!Peer.command("s6-fdholder-list", path).run(LIMIT).output().contains("one")) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }
}
