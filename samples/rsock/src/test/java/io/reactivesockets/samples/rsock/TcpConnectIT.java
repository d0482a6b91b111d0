package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.portOf;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static io.reactivesockets.samples.rsock.RsockProcess.run;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import io.reactivesockets.testing.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code rsock tcp connect} ends, and what it tells. */
class TcpConnectIT {

  @TempDir Path directory;

  @Test
  void a_refused_connection_is_one_line_and_exit_code_1() throws IOException {
    int free;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = unused.getLocalPort();
    }

    Finished end = run("tcp", "connect", "127.0.0.1", Integer.toString(free));

    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.output()).isEmpty();
    assertThat(end.errors())
        .hasLineCount(1)
        .startsWith("CONNECTION_REFUSED: ")
        .contains("127.0.0.1:" + free);
  }

  @Test
  void a_reset_connection_is_one_line_and_exit_code_1() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Peer client =
            rsock("tcp", "connect", "127.0.0.1", Integer.toString(server.getLocalPort())).start()) {
      client.send("hello\n");
      try (Socket accepted = server.accept()) {
        accepted.getInputStream().read();
        accepted.setSoLinger(true, 0);
      }

      Finished end = client.awaitExit(LIMIT);

      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.errors()).hasLineCount(1).startsWith("CONNECTION_RESET_BY_PEER: ");
    }
  }

  @Test
  void it_comes_from_the_address_that_it_is_bound_to() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Peer client =
            rsock(
                    "tcp",
                    "connect",
                    "127.0.0.1",
                    Integer.toString(server.getLocalPort()),
                    "--bind",
                    "127.0.0.2")
                .start()) {
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo("127.0.0.2");
      }
      client.endInput();
      client.awaitExit(LIMIT).expectSuccess();
    }
  }

  @Test
  void it_goes_through_the_proxy_that_is_named() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Peer client =
            rsock(
                    "tcp",
                    "connect",
                    "host.example",
                    "25",
                    "--proxy",
                    "http://127.0.0.1:" + proxy.getLocalPort())
                .start()) {
      client.endInput();
      try (Socket accepted = proxy.accept()) {
        BufferedReader request =
            new BufferedReader(new InputStreamReader(accepted.getInputStream(), US_ASCII));
        assertThat(request.readLine()).isEqualTo("CONNECT host.example:25 HTTP/1.1");
        while (!request.readLine().isEmpty()) {
          // Headers, up to the empty line behind them.
        }
        accepted
            .getOutputStream()
            .write("HTTP/1.1 200 Connected\r\n\r\nfrom behind\n".getBytes(US_ASCII));
      }
      assertThat(client.awaitExit(LIMIT).expectSuccess().output()).isEqualTo("from behind\n");
    }
  }

  @Test
  void connecting_ends_at_the_timeout() throws IOException {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Backlog ignored = Backlog.fill(full)) {
      Finished end =
          run(
              "tcp",
              "connect",
              "127.0.0.1",
              Integer.toString(full.getLocalPort()),
              "--timeout",
              "300ms");

      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.errors()).hasLineCount(1).startsWith("CONNECTION_TIMED_OUT: ");
    }
  }

  @Test
  void an_idle_connection_ends_at_its_timeout() {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0", "--echo").start();
        Peer client =
            rsock("tcp", "connect", "127.0.0.1", portOf(listener), "--idle-timeout", "300ms")
                .start()) {
      Finished end = client.awaitExit(LIMIT);

      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.errors()).hasLineCount(1).startsWith("OPERATION_TIMED_OUT: ");
    }
  }

  @Test
  void info_is_one_json_object_at_the_end_of_stderr() throws IOException {
    Tools.require("python3");
    Path information = directory.resolve("information.json");
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0", "--echo").start()) {
      String port = portOf(listener);
      try (Peer client = rsock("tcp", "connect", "127.0.0.1", port, "--info").start()) {
        client.send("12345");
        client.endInput();
        Finished end = client.awaitExit(LIMIT).expectSuccess();
        assertThat(end.output()).isEqualTo("12345\n");
        assertThat(end.errors()).hasLineCount(1);
        Files.writeString(information, end.errors());
      }
      String check =
          """
          import json, sys
          known = json.load(open(sys.argv[1]))
          print(known["sentBytes"], known["receivedBytes"], known["remotePort"], known["open"])
          """;
      assertThat(
              Peer.command("python3", "-c", check, information.toString())
                  .run(LIMIT)
                  .expectSuccess()
                  .output())
          .isEqualTo("5 5 " + port + " True\n");
    }
  }

  @Test
  void a_signal_in_the_middle_of_a_transfer_is_exit_code_130() {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0", "--echo").start();
        Peer client = rsock("tcp", "connect", "127.0.0.1", portOf(listener)).start()) {
      client.send("half of it\n");
      client.awaitLine("half of it", LIMIT);

      ProcessHandle.of(client.pid()).ifPresent(ProcessHandle::destroy);

      assertThat(client.awaitExit(LIMIT).exit()).isEqualTo(130);
    }
  }

  @Test
  void an_output_that_is_closed_ends_it_with_a_line() {
    Tools.require("bash", "head");
    try (Peer listener =
        rsock("tcp", "listen", "127.0.0.1", "0").inputFrom(Path.of("/dev/zero")).start()) {
      String client =
          String.join(
              " ",
              RsockProcess.command(List.of(), "tcp", "connect", "127.0.0.1", portOf(listener)));
      Finished end =
          Peer.command("bash", "-c", client + " | head -c 1000 | wc -c; exit ${PIPESTATUS[0]}")
              .run(LIMIT);

      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.output()).isEqualTo("1000\n");
      assertThat(end.errors()).hasLineCount(1).startsWith("standard output: ");
    }
  }

  /** Fills the queue of a server, so that it answers no further connection. */
  private record Backlog(List<Socket> sockets) implements AutoCloseable {

    private static final int MORE_THAN_ENOUGH = 10;
    private static final int MILLIS = 300;

    static Backlog fill(ServerSocket server) throws IOException {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < MORE_THAN_ENOUGH; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        try {
          socket.connect(server.getLocalSocketAddress(), MILLIS);
        } catch (SocketTimeoutException full) {
          return new Backlog(sockets);
        }
      }
      throw new AssertionError("the backlog takes more than " + MORE_THAN_ENOUGH);
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
