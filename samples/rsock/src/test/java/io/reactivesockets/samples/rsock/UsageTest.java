package io.reactivesockets.samples.rsock;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.Interruption;
import io.reactivesockets.samples.rsock.console.StandardInput;
import io.reactivesockets.samples.rsock.console.StandardOutput;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line itself, up to the point where the network comes in. */
class UsageTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest(name = "rsock {0}")
  @ValueSource(
      strings = {
        "",
        "tcp",
        "tcp connect",
        "tcp connect 127.0.0.1",
        "tcp connect 127.0.0.1 99999",
        "tcp connect 127.0.0.1 80 extra",
        "tcp connect not..a..name 80",
        "tcp connect 127.0.0.1 80 --timeout soon",
        "tcp connect 127.0.0.1 80 --bind not..a..name",
        "tcp connect 127.0.0.1 80 --proxy gopher://127.0.0.1:70",
        "tcp connect 127.0.0.1 80 --bind 127.0.0.1 --proxy socks5://127.0.0.1:1080",
        "tcp listen",
        "tcp listen 127.0.0.1",
        "tcp listen 127.0.0.1 0 --inherited",
        "tcp listen 127.0.0.1 0 --max-connections 0",
        "tcp listen 127.0.0.1 0 --no-such-option",
        "tcp listen 127.0.0.1 0 --handover path",
        "tcp listen 127.0.0.1 0 --transport carrier-pigeon",
        "tcp connect 127.0.0.1 443 --tls=1.4",
        "tcp connect 127.0.0.1 443 --tls --ignore INVALID_NAME",
        "tcp connect 127.0.0.1 443 --ca /no/such/file",
        "tcp connect 127.0.0.1 443 --key /no/such/file",
        "tcp connect 127.0.0.1 119 --starttls nntp",
        "tcp listen 127.0.0.1 0 --tls",
        "tls",
        "tls inspect 127.0.0.1",
        "udp",
        "udp listen",
        "udp listen 127.0.0.1",
        "udp listen 127.0.0.1 0 --count 0",
        "udp listen 127.0.0.1 0 --source 127.0.0.1",
        "udp listen 127.0.0.1 0 --join 239.1.1.1%no-such-adapter",
        "udp send 127.0.0.1 9 --count 1 --size 70000",
        "udp send 127.0.0.1 9 --wait soon",
        "channel",
        "channel open",
        "channel open nowhere",
        "channel open 127.0.0.1:80 --count 0",
        "channel open 127.0.0.1:80 --server-interval soon",
        "channel open ws://127.0.0.1/ --keep-alive x",
        "ws",
        "ws connect",
        "ws connect http://127.0.0.1/",
        "ws connect ws://",
        "ws connect ws://127.0.0.1/ --header nonsense",
        "ws listen 127.0.0.1",
        "ws listen 127.0.0.1 0 --path chat",
        "ws listen 127.0.0.1 0 --tls",
        "ws listen 127.0.0.1 0 --origin nonsense",
        "ws listen 127.0.0.1 0 --subprotocol chat/2",
        "ws autobahn ws://127.0.0.1",
        "fly"
      })
  void a_wrong_command_line_is_exit_code_2_and_said_in_two_lines(String line) {
    assertThat(run(line)).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8).lines().toList())
        .hasSize(2)
        .allSatisfy(said -> assertThat(said).containsAnyOf("rsock", "--help"))
        .last()
        .asString()
        .matches("Try 'rsock.* --help'\\.");
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest(name = "rsock {0} --help")
  @ValueSource(
      strings = {
        "tour",
        "tcp",
        "tcp connect",
        "tcp listen",
        "udp",
        "udp listen",
        "udp send",
        "tls",
        "tls inspect",
        "ws",
        "ws connect",
        "ws listen"
      })
  void help_is_what_was_asked_for_so_it_goes_to_stdout(String command) {
    assertThat(run(command + " --help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: rsock " + command);
    assertThat(err.size()).isZero();
  }

  @ParameterizedTest(name = "rsock {0}")
  @ValueSource(
      strings = {
        "ws connect ws://",
        "ws autobahn ws:// me",
        "tcp connect 127.0.0.1 80 --transport kqueue"
      })
  @DisabledOnOs(OS.MAC) // There is kqueue.
  void what_is_wrong_is_said_without_the_names_of_classes_and_without_null(String line) {
    assertThat(run(line)).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("java.", "Exception", "null");
  }

  @Test
  void the_label_of_a_group_is_what_may_be_written() {
    assertThat(run("udp listen --help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--join=GROUP[%ADAPTER]");
  }

  @Test
  void the_version_names_the_transports_that_work_here() {
    assertThat(run("--version")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("rsock ").contains("nio");
  }

  private int run(String line) {
    PrintStream stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            new StandardInput(Channels.newChannel(InputStream.nullInputStream())),
            new StandardOutput(Channels.newChannel(stdout)),
            stdout,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Interruption());
    return Rsock.commandLine(console)
        .setOut(new PrintWriter(stdout, true))
        .execute(line.isEmpty() ? new String[0] : line.split(" "));
  }
}
