package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.portOf;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static io.reactivesockets.samples.rsock.RsockProcess.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What {@code rsock tcp listen} does with one connection and with several. */
class TcpListenIT {

  private static final int CLIENTS = 4;
  private static final int SIGNAL_INT = 2;

  @Test
  void the_first_line_on_stderr_is_the_address_with_the_real_port() {
    try (Peer v4 = rsock("tcp", "listen", "127.0.0.1", "0").start()) {
      portOf(v4);
      assertThat(v4.errors()).matches("listening 127\\.0\\.0\\.1:[1-9]\\d*\n");
    }
  }

  @Test
  void an_ipv6_address_stands_in_brackets() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/net/if_inet6")), "needs a machine with IPv6");
    try (Peer listener = rsock("tcp", "listen", "::1", "0", "--echo").start()) {
      String port = portOf(listener);

      assertThat(listener.errors()).isEqualTo("listening [::1]:" + port + "\n");
      assertThat(echoed("::1", port, "by six\n")).isEqualTo("by six\n");
    }
  }

  @Test
  void an_echo_serves_several_connections_at_once_and_one_after_the_other() {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0", "--echo").start()) {
      String port = portOf(listener);
      List<Peer> clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(i -> rsock("tcp", "connect", "127.0.0.1", port).start())
              .toList();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          clients.get(i).send("hello from " + i + "\n");
        }
        for (int i = 0; i < CLIENTS; i++) {
          clients.get(i).awaitLine("hello from " + i, LIMIT);
        }
        clients.forEach(Peer::endInput);
        clients.forEach(client -> client.awaitExit(LIMIT).expectSuccess());
      } finally {
        clients.forEach(Peer::close);
      }

      assertThat(echoed("127.0.0.1", port, "one more\n")).isEqualTo("one more\n");
      assertThat(listener.isAlive()).isTrue();
    }
  }

  @Test
  void what_comes_on_any_connection_goes_to_stdout_and_stdin_goes_to_all() {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0").start()) {
      String port = portOf(listener);
      try (Peer first = rsock("tcp", "connect", "127.0.0.1", port).start();
          Peer second = rsock("tcp", "connect", "127.0.0.1", port).start()) {
        first.send("from the first\n");
        second.send("from the second\n");
        listener.awaitLine("from the first", LIMIT);
        listener.awaitLine("from the second", LIMIT);

        listener.send("to both\n");

        first.awaitLine("to both", LIMIT);
        second.awaitLine("to both", LIMIT);
        listener.endInput();
        first.endInput();
        second.endInput();
        first.awaitExit(LIMIT).expectSuccess();
        second.awaitExit(LIMIT).expectSuccess();
      }
      listener.awaitExit(LIMIT).expectSuccess();
    }
  }

  @Test
  void with_lines_those_of_several_connections_do_not_mix() {
    try (Peer listener =
        rsock("tcp", "listen", "127.0.0.1", "0", "--lines", "--keep-open").start()) {
      String port = portOf(listener);
      try (Peer first = rsock("tcp", "connect", "127.0.0.1", port).start();
          Peer second = rsock("tcp", "connect", "127.0.0.1", port).start()) {
        first.send("one, ");
        second.send("other line\r\n");
        listener.awaitLine("^other line$", LIMIT);
        first.send("begun before");
        first.endInput();
        listener.awaitLine("^one, begun before$", LIMIT);
        second.endInput();
      }
      assertThat(listener.output()).isEqualTo("other line\none, begun before\n");
    }
  }

  @Test
  void no_more_connections_are_taken_than_allowed_until_one_ends() {
    try (Peer listener =
        rsock("tcp", "listen", "127.0.0.1", "0", "--echo", "--max-connections", "1").start()) {
      String port = portOf(listener);
      try (Peer first = rsock("tcp", "connect", "127.0.0.1", port).start()) {
        first.send("in\n");
        first.awaitLine("in", LIMIT);
        try (Peer second = rsock("tcp", "connect", "127.0.0.1", port).start()) {
          second.send("waiting\n");
          first.send("still alone\n");
          first.awaitLine("still alone", LIMIT);
          assertThat(second.output()).isEmpty();

          first.endInput();

          second.awaitLine("waiting", LIMIT);
        }
      }
    }
  }

  @Test
  void a_termination_signal_ends_it_in_good_order() {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0", "--echo", "--info").start()) {
      portOf(listener);

      ProcessHandle.of(listener.pid()).ifPresent(ProcessHandle::destroy);

      Finished end = listener.awaitExit(LIMIT).expectSuccess();
      assertThat(end.errors().lines().toList()).hasSize(2).last().asString().startsWith("{");
    }
  }

  private static void interrupt(Peer listener) {
    Peer.command("kill", "-INT", Long.toString(listener.pid())).run(LIMIT).expectSuccess();
  }

  @Test
  void ctrl_c_ends_it_in_good_order() throws IOException {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0", "--echo").start()) {
      String port = portOf(listener);
      assumeThatItListensTo(SIGNAL_INT, listener);
      try (Peer client = rsock("tcp", "connect", "127.0.0.1", port).start()) {
        client.send("open\n");
        client.awaitLine("open", LIMIT);

        interrupt(listener);

        Finished end = listener.awaitExit(LIMIT).expectSuccess();
        assertThat(end.errors()).isEqualTo("listening 127.0.0.1:" + port + "\n");
      }
    }
  }

  @Test
  void ctrl_c_before_the_last_connection_has_ended_is_an_interruption() throws IOException {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0").start()) {
      String port = portOf(listener);
      assumeThatItListensTo(SIGNAL_INT, listener);
      try (Peer client = rsock("tcp", "connect", "127.0.0.1", port).start()) {
        client.send("begun\n");
        listener.awaitLine("begun", LIMIT);

        interrupt(listener);

        assertThat(listener.awaitExit(LIMIT).exit()).isEqualTo(130);
      }
    }
  }

  @Test
  void without_a_connection_in_time_it_fails() {
    Finished end = run("tcp", "listen", "127.0.0.1", "0", "--timeout", "200ms");

    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.errors().lines().toList())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("CONNECTION_TIMED_OUT: ");
  }

  @Test
  void an_address_in_use_is_a_network_failure() {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0").start()) {
      Finished end = run("tcp", "listen", "127.0.0.1", portOf(listener));

      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.errors()).startsWith("ADDRESS_ALREADY_IN_USE: ").hasLineCount(1);
    }
  }

  private static String echoed(String host, String port, String text) {
    try (Peer client = rsock("tcp", "connect", host, port).start()) {
      client.send(text);
      client.endInput();
      return client.awaitExit(LIMIT).expectSuccess().output();
    }
  }

  /** A process that was started in the background of a script ignores Ctrl-C for good. */
  private static void assumeThatItListensTo(int signal, Peer peer) throws IOException {
    Path status = Path.of("/proc/" + peer.pid() + "/status");
    Assumptions.assumeTrue(Files.exists(status), "needs /proc");
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .replace("SigIgn:", "")
            .strip();
    boolean ignores = (Long.parseUnsignedLong(ignored, 16) >> (signal - 1) & 1) == 1;
    Assumptions.assumeFalse(ignores, "the tests were started in a way that ignores Ctrl-C");
  }
}
