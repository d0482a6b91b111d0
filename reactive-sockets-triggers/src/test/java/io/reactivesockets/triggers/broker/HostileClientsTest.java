package io.reactivesockets.triggers.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that break the rules: each is refused, costs little, and shows in the audit log. */
@Tag("once")
class HostileClientsTest {

  private static final String NOBODY = "65534";
  private static final Path SYSTEM_PYTHON = Path.of("/usr/bin/python3");

  @BeforeEach
  void needs_python() {
    Tools.require("python3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "greeting_of_another_protocol",
        "no_greeting",
        "silence",
        "long_greeting",
        "oversized_message",
        "truncated_message",
        "several_descriptors_at_once",
        "two_transfers_under_one_request",
        "a_transfer_that_is_never_committed",
        "a_byte_instead_of_a_descriptor"
      })
  void a_peer_that_breaks_the_protocol_is_cut_off_and_nothing_is_left(String scenario)
      throws IOException {
    try (TestBroker broker = impatient()) {
      long before = descriptors();

      assertThat(run(broker, scenario)).containsExactly("closed");

      assertThat(broker.audit()).anyMatch(line -> line.startsWith("REFUSED pid"));
      assertThat(broker.sockets()).isZero();
      assertThat(descriptors()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void sockets_that_are_taken_under_one_request_stay_with_the_broker() throws IOException {
    try (TestBroker broker = impatient()) {
      assertThat(run(broker, "two_takes_under_one_request"))
          .containsExactly("closed", "type 10", "type 10");
    }
  }

  @Test
  void a_peer_that_leaves_within_a_message_leaves_nothing() throws IOException {
    try (TestBroker broker = impatient()) {
      assertThat(run(broker, "half_a_message_and_gone")).containsExactly("closed");
      assertThat(broker.sockets()).isZero();
    }
  }

  @Test
  void a_socket_that_its_giver_may_have_kept_is_not_the_broker_s() throws IOException {
    try (TestBroker broker = TestBroker.start()) {
      assertThat(run(broker, "gone_before_or_after_its_deadline"))
          .containsExactly("type 6", "type 6");

      assertThat(broker.awaitAudit("TRANSFERRED uid=", 1))
          .singleElement()
          .asString()
          .contains("id=early");
      assertThat(broker.awaitAudit("ABORTED uid=", 1))
          .singleElement()
          .asString()
          .contains("id=late");
      assertThat(broker.sockets()).isEqualTo(1);
    }
  }

  @Test
  void a_socket_that_its_giver_cannot_have_kept_is_the_broker_s() throws IOException {
    try (TestBroker broker = impatient()) {
      assertThat(run(broker, "a_transfer_that_could_not_be_taken_back")).containsExactly("closed");
      assertThat(broker.sockets()).isEqualTo(1);
    }
  }

  @Test
  void a_successor_that_has_gone_when_it_is_answered_leaves_the_broker_as_it_was()
      throws IOException {
    try (TestBroker broker = TestBroker.start()) {
      assertThat(run(broker, "a_successor_that_has_gone")).containsExactly("type 26");
      assertThat(broker.awaitAudit("RESUMED", 1)).hasSize(1);
    }
  }

  @Test
  void descriptors_that_nobody_asked_for_vanish() throws IOException {
    try (TestBroker broker = impatient()) {
      long before = descriptors();

      assertThat(run(broker, "descriptors_that_nobody_asked_for"))
          .hasSize(50)
          .containsOnly("DENIED only an administrator may do that");

      assertThat(descriptors()).isLessThanOrEqualTo(before + 1);
    }
  }

  @Test
  void what_is_no_internet_socket_of_that_kind_is_refused() throws IOException {
    try (TestBroker broker = impatient()) {
      assertThat(run(broker, "descriptors_of_other_kinds"))
          .containsExactly(
              "UNSUPPORTED descriptor of kind 0 (expected: 3)",
              "UNSUPPORTED descriptor of kind 0 (expected: 3)",
              "UNSUPPORTED descriptor of kind 3 (expected: 1)",
              "PROTOCOL a socket needs an id");
      assertThat(broker.sockets()).isZero();
    }
  }

  @Test
  void nobody_reaches_the_sockets_of_another_application() throws IOException {
    try (TestBroker broker = impatient()) {
      assertThat(run(broker, "sockets_of_others"))
          .startsWith(
              "type 26",
              "UNKNOWN no socket with the id one is here",
              "UNKNOWN no socket with the id one is here",
              "DENIED only an administrator may do that",
              "DENIED only an administrator may do that",
              "DENIED only an administrator may do that")
          .last()
          .asString()
          .startsWith("UNKNOWN no socket is on its way under");
    }
  }

  @Test
  void quotas_hold() throws IOException {
    try (TestBroker broker =
        TestBroker.start(
            control ->
                control.maxContextBytes(100).maxUnreadBytes(2000).maxSocketsPerApplication(2))) {
      assertThat(run(broker, "too_much"))
          .containsExactly(
              "QUOTA a context of 101 bytes, and 100 are the most",
              "QUOTA unread bytes and state of 2001 bytes, and 2000 are the most",
              "type 26",
              "IN_USE a socket with the id 1 is here already",
              "type 26",
              "QUOTA the application app has 2 sockets here, the most it may");
    }
  }

  @Test
  void who_does_not_read_the_answers_is_not_listened_to_and_cut_off() throws IOException {
    try (TestBroker broker = impatient()) {
      assertThat(run(broker, "answers_left_unread")).containsExactly("stopped", "closed");
      assertThat(broker.audit()).anyMatch(line -> line.endsWith(": stalled"));
    }
  }

  @Test
  void another_user_is_kept_out_by_the_directory() throws IOException {
    assumeRoot();
    try (TestBroker broker = impatient()) {
      assertThat(runAs(NOBODY, broker, "another_user")).containsExactly("denied");
    }
  }

  @Test
  void another_user_is_sent_away_where_some_others_may_come() throws IOException {
    assumeRoot();
    try (TestBroker broker = TestBroker.start(control -> control.allowedUids(Set.of(1)))) {
      assertThat(runAs(NOBODY, broker, "another_user")).containsExactly("closed");
      assertThat(broker.audit())
          .anyMatch(
              line -> line.matches("REFUSED pid \\d+ of uid 65534: not a user of this broker"));
    }
  }

  @Test
  void an_allowed_user_is_no_administrator_and_launches_nothing() throws IOException {
    assumeRoot();
    try (TestBroker broker = TestBroker.start(control -> control.allowedUids(Set.of(65534)))) {
      assertThat(runAs(NOBODY, broker, "administrator_of_another_user"))
          .containsExactly("the broker ended the connection");
      assertThat(runAs(NOBODY, broker, "command_of_another_user"))
          .containsExactly("DENIED the broker launches programs for its own user only");
    }
  }

  private static TestBroker impatient() {
    return TestBroker.start(control -> control.stallTimeout(Duration.ofMillis(700)));
  }

  private static void assumeRoot() {
    Tools.require("setpriv");
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
  }

  private List<String> run(TestBroker broker, String scenario) throws IOException {
    return runAs("", broker, scenario);
  }

  private List<String> runAs(String uid, TestBroker broker, String scenario) throws IOException {
    Path scripts = Files.createDirectories(broker.directory().resolveSibling("scripts"));
    for (String name : List.of("hostile.py", "socket_broker_helper.py")) {
      try (InputStream text = HostileClientsTest.class.getResourceAsStream(name)) {
        Files.write(scripts.resolve(name), text.readAllBytes());
      }
    }
    List<String> command = new ArrayList<>();
    if (!uid.isEmpty()) {
      command.addAll(List.of("setpriv", "--reuid", uid, "--clear-groups"));
    }
    // The interpreter of root may lie where others cannot reach it.
    command.add(Files.isExecutable(SYSTEM_PYTHON) ? SYSTEM_PYTHON.toString() : "python3");
    command.add(scripts.resolve("hostile.py").toString());
    command.addAll(List.of(broker.directory().toString(), scenario));
    return Peer.command(command).run(TestBroker.LIMIT).expectSuccess().output().lines().toList();
  }

  private static long descriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }
}
