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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

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
        "udp send 127.0.0.1 9 --count 1 --size 65508",
        "udp send 127.0.0.1 9 --size 64",
        "udp send 127.0.0.1 9 --rate 10",
        "udp send 127.0.0.1 9 --count 1 --rate NaN",
        "udp send 127.0.0.1 9 --count 1 --rate Infinity",
        "udp listen 127.0.0.1 0 --join 239.1.1.1%",
        "broker",
        "broker run --dir=",
        "broker list --dir=",
        "broker run --dir d --allow-uid me",
        "broker run --dir d --max-hold 0",
        "broker show",
        "tcp listen 127.0.0.1 0 --echo --handover=",
        "udp send 127.0.0.1 9 --wait soon",
        "channel",
        "channel open",
        "channel open nowhere",
        "channel open 127.0.0.1:80 --count 0",
        "channel open 127.0.0.1:80 --keep-alive=",
        "channel open 127.0.0.1:80 --memory /no/such/directory/file",
        "channel open 127.0.0.1:80 --memory /",
        "channel open 127.0.0.1:80 --network-interval 1ms",
        "ws listen 127.0.0.1 0 --path /chat?a=b",
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

  @ParameterizedTest(name = "rsock {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "broker run --dir d --allow-uid -5 | --allow-uid: -5 (expected: the number of a user, 0 or more)",
        "udp send 127.0.0.1 9 --count 1 --rate 0 | --rate: 0.0 (expected: a number of datagrams, more than 0)",
        "udp send 127.0.0.1 9 --count 1 --size -1 | --size: -1 (expected: 0..65507)",
        "udp send 127.0.0.1 9 --count -1 | --count: -1 (expected: 1 or more)",
        "udp send 127.0.0.1 9 --count 0 | --count: 0 (expected: 1 or more)",
        "channel open 127.0.0.1:80 --network-interval 999999h | --network-interval: initial: PT999999H (expected",
        "channel open 127.0.0.1:80 --keep-alive \\q | --keep-alive: \\q (expected: text, with escapes such as",
        "tcp connect 127.0.0.1 80 --tls= | '' is no level of TLS (expected: 1.2 or 1.3)",
        "udp send 127.0.0.1 9 --wait 0 | '0' is no time (expected: a number above 0 and ms, s, m or h; milliseconds",
      },
      quoteCharacter = '"')
  void a_value_out_of_range_is_said_with_what_is_expected(String line, String said) {
    assertThat(run(line)).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains(said);
  }

  /** Of which a list of commands shows the first paragraph. */
  @Test
  void what_a_command_says_of_itself_begins_with_a_whole_sentence() {
    assertThat(descriptions(Rsock.commandLine(console()))).hasSizeGreaterThan(20);
    assertThat(descriptions(Rsock.commandLine(console())))
        .allSatisfy(first -> assertThat(first).endsWith("."));
  }

  private static List<String> descriptions(CommandLine command) {
    return Stream.concat(
            Stream.of(command.getCommandSpec().usageMessage().description()[0]),
            command.getSubcommands().values().stream().flatMap(each -> descriptions(each).stream()))
        .toList();
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
    return Rsock.commandLine(console())
        .setOut(new PrintWriter(stdout(), true))
        .execute(line.isEmpty() ? new String[0] : line.split(" "));
  }

  private Console console() {
    return new Console(
        new StandardInput(Channels.newChannel(InputStream.nullInputStream())),
        new StandardOutput(Channels.newChannel(stdout())),
        stdout(),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        new Interruption());
  }

  private PrintStream stdout() {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }
}
