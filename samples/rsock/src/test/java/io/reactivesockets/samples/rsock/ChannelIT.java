package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** {@code rsock channel}. */
class ChannelIT {

  @TempDir Path directory;

  @Test
  void events_are_printed_as_they_come_and_what_is_pushed_is_the_output() {
    StreamSocketListener listener = StreamSocketListener.bind("127.0.0.1", 0).block(LIMIT);
    Disposable serving =
        listener
            .connections()
            .flatMap(
                socket ->
                    socket
                        .input()
                        .next()
                        .then(
                            socket.send(
                                Mono.fromSupplier(() -> StandardCharsets.UTF_8.encode("pushed"))))
                        .thenMany(socket.input())
                        .then(socket.close())
                        .onErrorComplete())
            .subscribe();
    Path memory = directory.resolve("memory");
    try (Peer channel =
        rsock(
                "channel",
                "open",
                "127.0.0.1:" + listener.port(),
                "--id",
                "test",
                "--server-interval",
                "2s",
                "--keep-alive",
                "\\r\\n",
                "--memory",
                memory.toString(),
                "--count",
                "1",
                "--info")
            .start()) {
      channel.awaitLine("^set up: SOFTWARE_SLOT_ALLOCATED$", LIMIT);
      channel.awaitLine("^keep-alive after \\d", LIMIT);
      channel.awaitLine("^push$", LIMIT);

      Finished ended = channel.awaitExit(LIMIT).expectSuccess();

      assertThat(ended.output().strip()).isEqualTo("pushed");
      assertThat(ended.errors()).contains("connecting", "open StreamSocket[", "\"id\":\"test\"");
      assertThat(Files.exists(memory)).isTrue();
    } finally {
      serving.dispose();
      listener.shutdown(Duration.ofSeconds(1)).block(LIMIT);
    }
  }

  @Test
  void a_text_message_that_is_pushed_is_a_line() {
    WebSocketListener listener = WebSocketListener.bind("127.0.0.1", 0).block(LIMIT);
    Disposable serving =
        listener
            .messageSockets("/", ServerMessageWebSocketControl.builder().build())
            .flatMap(socket -> socket.send(Frame.text("news")).then(socket.closed()))
            .subscribe();
    try {
      Finished ended =
          rsock("channel", "open", "ws://127.0.0.1:" + listener.port() + "/", "--count", "1")
              .run(LIMIT)
              .expectSuccess();

      assertThat(ended.output()).isEqualTo("news\n");
    } finally {
      serving.dispose();
      listener.shutdown(Duration.ofSeconds(1)).block(LIMIT);
    }
  }

  @Test
  @Tag("once")
  void a_parked_channel_is_woken_by_the_broker_and_outlives_its_process() throws IOException {
    Assumptions.assumeTrue(Transport.available().contains("epoll"), "needs epoll");
    Path parent = Files.createTempDirectory("r"); // The path of a socket must be short.
    String held = parent.resolve("d").toString();
    try (Peer broker = rsock("broker", "run", "--dir", held).start();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) LIMIT.toMillis());
      broker.awaitLine("^broker .*broker.socket$", LIMIT);
      String[] open = {
        "channel",
        "open",
        "127.0.0.1:" + server.getLocalPort(),
        "--id",
        "mail",
        "--server-interval",
        "1h",
        "--park",
        held,
        "--count",
        "1"
      };

      try (Peer first = rsock(open).start();
          Socket peer = server.accept()) {
        first.awaitLine("^set up: HARDWARE_SLOT_ALLOCATED$", LIMIT);
        first.awaitLine("^parked ", LIMIT);
        peer.getOutputStream().write("one".getBytes(StandardCharsets.UTF_8));
        assertThat(first.awaitExit(LIMIT).expectSuccess().output().strip()).isEqualTo("one");
        assertThat(rsock("broker", "list", "--dir", held).run(LIMIT).expectSuccess().output())
            .contains("\tmail\tSTREAM_SOCKET\t127.0.0.1:");

        try (Peer second = rsock(open).start()) {
          second.awaitLine("^parked ", LIMIT);
          peer.getOutputStream().write("two".getBytes(StandardCharsets.UTF_8));
          assertThat(second.awaitExit(LIMIT).expectSuccess().output().strip()).isEqualTo("two");
        }
        rsock("broker", "drop", "mail", "--dir", held).run(LIMIT).expectSuccess();
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      try (Stream<Path> files = Files.walk(parent)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Test
  void a_websocket_cannot_be_parked_on_the_command_line() {
    Finished finished = rsock("channel", "open", "ws://127.0.0.1:1/", "--park", "x").run(LIMIT);

    assertThat(finished.exit()).isEqualTo(2);
    assertThat(finished.errors()).contains("--park: not for WebSockets (expected: HOST:PORT)");
  }

  @Test
  void what_is_no_target_is_a_wrong_command_line() {
    Finished finished = rsock("channel", "open", "nowhere").run(LIMIT);

    assertThat(finished.exit()).isEqualTo(2);
    assertThat(finished.errors()).contains("nowhere (expected: ws://..., wss://... or HOST:PORT)");
  }

  @Test
  void a_first_connection_that_fails_is_exit_code_1() {
    Finished finished = rsock("channel", "open", "127.0.0.1:1").run(LIMIT);

    assertThat(finished.exit()).isEqualTo(1);
    assertThat(finished.errors()).contains("CONNECTION_REFUSED: ");
  }
}
