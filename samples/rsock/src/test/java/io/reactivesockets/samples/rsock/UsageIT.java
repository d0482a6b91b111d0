package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line itself. */
class UsageIT {

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
        "tcp listen 127.0.0.1",
        "tcp listen 127.0.0.1 0 --max-connections 0",
        "tcp listen 127.0.0.1 0 --no-such-option",
        "tcp listen 127.0.0.1 0 --transport carrier-pigeon",
        "tour --timeout soon",
        "fly"
      })
  void a_wrong_command_line_is_exit_code_2_and_said_in_two_lines(String line) {
    Finished end = run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(end.exit()).isEqualTo(2);
    assertThat(end.output()).isEmpty();
    assertThat(end.errors().lines().toList()).hasSize(2).first().asString().startsWith("rsock");
    assertThat(end.errors()).contains("--help'");
  }

  @ParameterizedTest(name = "rsock {0} --help")
  @ValueSource(strings = {"tour", "tcp", "tcp connect", "tcp listen"})
  void help_is_what_was_asked_for_so_it_goes_to_stdout(String command) {
    Finished end = run((command + " --help").split(" "));

    assertThat(end.expectSuccess().output()).contains("Usage: rsock " + command);
    assertThat(end.errors()).isEmpty();
  }

  @Test
  void the_version_names_the_transports_that_work_here() {
    assertThat(run("--version").expectSuccess().output()).startsWith("rsock ").contains("nio");
  }
}
