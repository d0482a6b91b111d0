package io.reactivesockets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class PeerTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @BeforeEach
  void a_shell_is_there() {
    Tools.require("sh", "sleep");
  }

  @Test
  void a_ready_line_is_awaited_with_its_groups() {
    try (Peer peer = Peer.command("sh", "-c", "echo port 4711; sleep 60").start()) {
      assertThat(peer.awaitLine("port (\\d+)", TIMEOUT).group(1)).isEqualTo("4711");
      assertThat(peer.isAlive()).isTrue();
    }
  }

  @Test
  void a_ready_line_on_standard_error_counts_too() {
    try (Peer peer = Peer.command("sh", "-c", "echo ready >&2; sleep 60").start()) {
      assertThat(peer.awaitLine("^ready$", TIMEOUT)).isNotNull();
      assertThat(peer.output()).isEmpty();
      assertThat(peer.errors()).isEqualTo("ready\n");
    }
  }

  @Test
  void a_peer_that_ends_without_its_ready_line_fails_the_test_with_what_it_said() {
    try (Peer peer = Peer.command("sh", "-c", "echo no luck >&2; exit 3").start()) {
      assertThatThrownBy(() -> peer.awaitLine("ready", TIMEOUT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ended without")
          .hasMessageContaining("no luck");
    }
  }

  @Test
  void a_ready_line_that_does_not_come_fails_the_test_at_the_deadline() {
    try (Peer peer = Peer.command("sleep", "60").start()) {
      assertThatThrownBy(() -> peer.awaitLine("ready", Duration.ofMillis(100)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("within PT0.1S");
    }
  }

  @Test
  void what_the_test_sends_reaches_the_peer() {
    try (Peer peer = Peer.command("sh", "-c", "read word; echo got $word; exit 7").start()) {
      peer.send("salt\n");
      Peer.Finished finished = peer.awaitExit(TIMEOUT);

      assertThat(finished.output()).isEqualTo("got salt\n");
      assertThat(finished.exit()).isEqualTo(7);
      assertThatThrownBy(finished::expectSuccess).hasMessageContaining("exit code 7");
    }
  }

  @Test
  void input_and_output_can_be_files(@TempDir Path directory) throws IOException {
    Path from = Files.writeString(directory.resolve("from"), "bytes");
    Path to = directory.resolve("to");

    Peer.command("cat").inputFrom(from).outputTo(to).run(TIMEOUT).expectSuccess();

    assertThat(to).hasContent("bytes");
  }

  @Test
  void closing_kills_the_peer_and_its_children() {
    Peer peer = Peer.command("sh", "-c", "sleep 60 & echo child $!; wait").start();
    long child = Long.parseLong(peer.awaitLine("child (\\d+)", TIMEOUT).group(1));

    peer.close();
    peer.close();

    assertThat(peer.isAlive()).isFalse();
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void a_peer_does_not_outlive_its_lifetime() throws Exception {
    try (Peer peer = Peer.command("sleep", "60").lifetime(Duration.ofMillis(100)).start()) {
      peer.awaitExit(TIMEOUT);

      assertThat(peer.isAlive()).isFalse();
    }
  }

  @Test
  void a_command_that_hangs_fails_the_test_and_is_killed() {
    try (Peer peer = Peer.command("sleep", "60").start()) {
      assertThatThrownBy(() -> peer.awaitExit(Duration.ofMillis(100)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("still running");
      assertThat(peer.isAlive()).isFalse();
    }
  }

  @Test
  void a_missing_tool_skips_the_test_with_the_reason() {
    assertThatThrownBy(() -> Tools.require("no-such-program"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("needs the program no-such-program");
  }
}
