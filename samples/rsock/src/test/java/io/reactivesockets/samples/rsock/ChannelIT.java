package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
