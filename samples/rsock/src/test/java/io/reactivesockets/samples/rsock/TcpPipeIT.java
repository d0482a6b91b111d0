package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.portOf;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes through {@code rsock tcp connect} and {@code rsock tcp listen}, and other programs. */
class TcpPipeIT {

  private static final long SIZE = 20_000_003;
  private static final Path NOTHING = Path.of("/dev/null");

  @TempDir Path directory;

  static List<String> transports() {
    return Transport.available();
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void standard_input_of_each_side_arrives_at_the_other_byte_for_byte(String transport)
      throws IOException {
    Path there = RandomBytes.file(directory, SIZE);
    Path back = RandomBytes.file(directory, SIZE + 1);
    Path arrived = directory.resolve("arrived");
    Path answered = directory.resolve("answered");

    try (Peer listener =
        rsock("tcp", "listen", "127.0.0.1", "0", "--transport", transport)
            .inputFrom(back)
            .outputTo(arrived)
            .start()) {
      rsock("tcp", "connect", "127.0.0.1", portOf(listener), "--transport", transport)
          .inputFrom(there)
          .outputTo(answered)
          .run(LIMIT)
          .expectSuccess();
      listener.awaitExit(LIMIT).expectSuccess();
    }

    assertThat(RandomBytes.of(arrived)).isEqualTo(RandomBytes.of(there));
    assertThat(RandomBytes.of(answered)).isEqualTo(RandomBytes.of(back));
  }

  @Test
  void the_output_goes_on_when_the_other_side_has_finished() throws IOException {
    Path sent = RandomBytes.file(directory, SIZE);
    Path arrived = directory.resolve("arrived");

    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0").inputFrom(sent).start()) {
      rsock("tcp", "connect", "127.0.0.1", portOf(listener))
          .inputFrom(NOTHING)
          .outputTo(arrived)
          .run(LIMIT)
          .expectSuccess();
      listener.awaitExit(LIMIT).expectSuccess();
    }

    assertThat(RandomBytes.of(arrived)).isEqualTo(RandomBytes.of(sent));
  }

  @Test
  void a_listener_that_nobody_gives_input_ends_when_its_peer_has_finished() {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0").start()) {
      try (Peer client = rsock("tcp", "connect", "127.0.0.1", portOf(listener)).start()) {
        client.send("only this\n");
        client.endInput();
        client.awaitExit(LIMIT).expectSuccess();
      }

      assertThat(listener.awaitExit(LIMIT).expectSuccess().output()).isEqualTo("only this\n");
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @ValueSource(strings = {"ncat", "socat"})
  void other_programs_can_be_the_client(String program) throws IOException {
    Tools.require(program);
    Path sent = RandomBytes.file(directory, SIZE);
    Path arrived = directory.resolve("arrived");

    try (Peer listener =
        rsock("tcp", "listen", "127.0.0.1", "0").inputFrom(NOTHING).outputTo(arrived).start()) {
      String port = portOf(listener);
      List<String> command =
          program.equals("ncat")
              ? List.of("ncat", "--send-only", "127.0.0.1", port)
              : List.of("socat", "-u", "-b65536", "-", "TCP:127.0.0.1:" + port);
      Peer.command(command).inputFrom(sent).run(LIMIT).expectSuccess();
      listener.awaitExit(LIMIT).expectSuccess();
    }

    assertThat(RandomBytes.of(arrived)).isEqualTo(RandomBytes.of(sent));
  }

  @Test
  void a_program_can_be_the_server() throws IOException {
    Tools.require("socat");
    Path sent = RandomBytes.file(directory, SIZE);
    Path arrived = directory.resolve("arrived");

    try (Peer server =
        Peer.command("socat", "-u", "-dd", "-b65536", "TCP-LISTEN:0,bind=127.0.0.1", "-")
            .outputTo(arrived)
            .start()) {
      String port = server.awaitLine("listening on AF=2 127.0.0.1:(\\d+)", LIMIT).group(1);
      rsock("tcp", "connect", "127.0.0.1", port).inputFrom(sent).run(LIMIT).expectSuccess();
      server.awaitExit(LIMIT).expectSuccess();
    }

    assertThat(RandomBytes.of(arrived)).isEqualTo(RandomBytes.of(sent));
  }

  @Test
  void an_answer_comes_after_the_end_of_the_request() {
    Tools.require("python3");
    String server =
        """
        import socket
        listener = socket.create_server(("127.0.0.1", 0))
        print("port", listener.getsockname()[1], flush=True)
        connection, _ = listener.accept()
        request = b"".join(iter(lambda: connection.recv(65536), b""))
        connection.sendall(b"got %d bytes\\n" % len(request))
        connection.close()
        """;
    try (Peer python = Peer.command("python3", "-c", server).start()) {
      String port = python.awaitLine("port (\\d+)", LIMIT).group(1);
      try (Peer client = rsock("tcp", "connect", "127.0.0.1", port).start()) {
        client.send("12345\n");
        client.endInput();

        Finished end = client.awaitExit(LIMIT).expectSuccess();

        assertThat(end.output()).isEqualTo("got 6 bytes\n");
        assertThat(end.errors()).isEmpty();
      }
      python.awaitExit(LIMIT).expectSuccess();
    }
  }
}
