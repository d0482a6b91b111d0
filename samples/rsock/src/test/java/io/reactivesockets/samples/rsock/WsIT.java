package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code rsock ws} does with a process at each end. */
class WsIT {

  /** Waits for the first line of a listener. Returns the URI. */
  private static String uriOf(Peer listener) {
    return listener.awaitLine("^listening (wss?://.*)$", LIMIT).group(1);
  }

  @Test
  void lines_come_back_from_an_echo_as_lines() {
    try (Peer listener =
        rsock("ws", "listen", "127.0.0.1", "0", "--path", "/p", "--echo", "--deflate").start()) {
      String uri = uriOf(listener);
      assertThat(uri).matches("ws://127\\.0\\.0\\.1:[1-9]\\d*/p");
      try (Peer client = rsock("ws", "connect", uri, "--deflate", "--ping", "1").start()) {
        client.send("hello\nGrüße €\nlast");
        client.endInput();

        Finished end = client.awaitExit(LIMIT).expectSuccess();

        assertThat(end.output()).isEqualTo("hello\nGrüße €\nlast\n");
        assertThat(end.errors()).isEmpty();
      }
    }
  }

  @Test
  void what_any_client_says_goes_to_stdout_and_stdin_goes_to_all() {
    try (Peer listener = rsock("ws", "listen", "127.0.0.1", "0", "--subprotocol", "chat").start()) {
      String uri = uriOf(listener);
      try (Peer first = rsock("ws", "connect", uri, "--subprotocol", "chat").start();
          Peer second = rsock("ws", "connect", uri, "--binary").start()) {
        first.send("from the first\n");
        second.send("from the second\n");
        listener.awaitLine("^from the first$", LIMIT);
        listener.awaitLine("from the second", LIMIT);

        listener.send("to both\n");

        first.awaitLine("^to both$", LIMIT);
        first.endInput();
        second.endInput();
        first.awaitExit(LIMIT).expectSuccess();
        // Binary output is not ended by a line feed.
        assertThat(second.awaitExit(LIMIT).expectSuccess().output()).isEqualTo("to both\n");
      }
      listener.awaitExit(LIMIT).expectSuccess();
    }
  }

  @Test
  void a_listener_serves_on_when_nobody_reads_what_it_says_of_bad_clients() throws Exception {
    Process listener =
        new ProcessBuilder(
                RsockProcess.command(
                    List.of("-Xmx128m"), "ws", "listen", "127.0.0.1", "0", "--echo"))
            .redirectOutput(Redirect.DISCARD)
            .start();
    try (BufferedReader errors = listener.errorReader()) {
      int port = URI.create(errors.readLine().replace("listening ", "")).getPort();

      // Each makes a line of some 120 bytes, and a pipe holds 64 KiB.
      for (int i = 0; i < 1_000; i++) {
        assertThat(closedAfterABadFrame(port)).isEqualTo(1002);
      }

      assertThat(errors.readLine()).startsWith("PROTOCOL_VIOLATION: ").contains("opcode 3");
    } finally {
      listener.destroyForcibly().waitFor();
    }
  }

  private static int closedAfterABadFrame(int port) throws IOException {
    try (Socket client = new Socket("127.0.0.1", port)) {
      client.setSoTimeout((int) LIMIT.toMillis());
      DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
      client
          .getOutputStream()
          .write(
              """
              GET / HTTP/1.1\r
              Host: 127.0.0.1\r
              Upgrade: websocket\r
              Connection: Upgrade\r
              Sec-WebSocket-Version: 13\r
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
              \r
              """
                  .getBytes(US_ASCII));
      for (int end = 0; end != 0x0d0a0d0a; ) {
        end = end << 8 | in.readUnsignedByte();
      }
      client.getOutputStream().write(new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0});
      assertThat(in.readUnsignedByte()).isEqualTo(0x88);
      in.readUnsignedByte();
      return in.readUnsignedShort();
    }
  }

  @Test
  void nobody_in_time_is_a_time_out() {
    Finished end = RsockProcess.run("ws", "listen", "127.0.0.1", "0", "--timeout", "200ms");

    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.errors()).contains("CONNECTION_TIMED_OUT: ").contains("--timeout");
  }

  @Test
  void a_refused_upgrade_is_a_network_failure_in_one_line() {
    try (Peer listener = rsock("ws", "listen", "127.0.0.1", "0", "--path", "/here").start()) {
      Finished end =
          RsockProcess.run("ws", "connect", uriOf(listener).replace("/here", "/elsewhere"));

      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.errors()).startsWith("UPGRADE_REFUSED: ").contains("404").hasLineCount(1);
    }
  }
}
