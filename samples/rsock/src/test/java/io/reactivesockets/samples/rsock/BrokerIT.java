package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static io.reactivesockets.samples.rsock.RsockProcess.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code rsock broker}: runs one, lists, shows and drops what it holds. */
@Tag("once")
class BrokerIT {

  private static final UUID TASK = SocketActivityTask.runningProcess("task").id();

  private Path parent;
  private String directory;

  @BeforeEach
  void make() throws IOException {
    Assumptions.assumeTrue(Transport.available().contains("epoll"), "needs epoll");
    parent = Files.createTempDirectory("r"); // The path of a socket must be short.
    directory = parent.resolve("d").toString();
  }

  @AfterEach
  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Test
  void what_it_holds_is_listed_shown_and_dropped() throws IOException {
    try (Peer broker = rsock("broker", "run", "--dir", directory).start();
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      broker.awaitLine("^broker .*broker.socket$", LIMIT);
      StreamSocket socket =
          StreamSocket.connect(
                  "127.0.0.1",
                  listener.getLocalPort(),
                  StreamSocketControl.builder().transport(Transport.epoll()).build())
              .block(LIMIT);
      SocketBroker application = SocketBroker.connect(Path.of(directory), "app").block(LIMIT);
      application.enableTransferOwnership(socket, TASK);
      application.transfer(socket, "one").block(LIMIT);
      try (Socket peer = listener.accept()) {
        assertThat(run("broker", "list", "--dir", directory).expectSuccess().output())
            .contains("\tapp\tone\tSTREAM_SOCKET\t127.0.0.1:");
        assertThat(run("broker", "show", "one", "--dir", directory).expectSuccess().output())
            .contains("\"application\":\"app\"", "\"kind\":\"STREAM_SOCKET\"");
        assertThat(run("broker", "stats", "--dir", directory).expectSuccess().output())
            .contains("sockets\t1\n", "transferred\t1\n");
        run("broker", "drop", "one", "--dir", directory).expectSuccess();
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(run("broker", "show", "one", "--dir", directory).errors())
          .contains("INVALID_ARGUMENT", "no such socket is there");
      application.close().block(LIMIT);
      broker.awaitLine("TRANSFERRED uid=", LIMIT);
    }
  }
}
